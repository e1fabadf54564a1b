package dev.reverie.dream.engine;

import dev.reverie.config.InvalidValueException;

/**
 * What is maximised: a number made of one layer's activation. Programs that {@linkplain
 * dev.reverie.dream.network.Program#direction give the direction themselves} have theirs built in
 * and ignore it.
 */
public sealed interface Objective {
  /** The mean of the activation: every feature map pulls, their features mix. */
  Objective MEAN = new Mean();

  /** The mean of the squared activation: what is already there grows. */
  Objective L2 = new L2();

  /** See {@link Objective#MEAN}. */
  record Mean() implements Objective {}

  /** See {@link Objective#L2}. */
  record L2() implements Objective {}

  /**
   * The mean of one feature map: brings out that one feature.
   *
   * @param index which one, from 0
   */
  record Channel(int index) implements Objective {}

  /**
   * The objective that the controls {@code objective} and {@code channel} ask for.
   *
   * @param channels feature maps of the layer
   * @throws InvalidValueException if the layer has no such channel
   */
  static Objective of(String name, int channel, int channels) {
    return switch (name) {
      case "mean" -> MEAN;
      case "l2" -> L2;
      case "channel" -> {
        if (channel < 0 || channel >= channels) {
          throw new InvalidValueException(
              "channel",
              Integer.toString(channel),
              "a whole number from 0 to " + (channels - 1),
              "the layer has " + channels + " channels");
        }
        yield new Channel(channel);
      }
      default -> throw new InvalidValueException("objective", name, "one of mean, l2, channel", "");
    };
  }
}
