package dev.reverie.app;

import dev.reverie.config.InvalidValueException;

/** Checks the options that are not in the tables. */
final class Ranges {
  private Ranges() {}

  /** Refuses a number outside {@code min..max}. */
  static void require(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new InvalidValueException(
          option, Integer.toString(value), "a whole number from " + min + " to " + max, "");
    }
  }
}
