package dev.reverie.app;

import dev.reverie.config.InvalidValueException;
import java.util.regex.Pattern;

/** Checks the options that are not in the tables. */
final class Ranges {
  private static final Pattern DIGITS = Pattern.compile("[+-]?\\d{1,18}");

  private Ranges() {}

  /**
   * The whole number that {@code text} says.
   *
   * @throws InvalidValueException if it is none from {@code min} to {@code max}
   */
  static int parse(String option, String text, int min, int max) {
    String trimmed = text.trim();
    if (DIGITS.matcher(trimmed).matches()) {
      long value = Long.parseLong(trimmed);
      if (value >= min && value <= max) {
        return (int) value;
      }
    }
    throw new InvalidValueException(option, text, "a whole number from " + min + " to " + max, "");
  }
}
