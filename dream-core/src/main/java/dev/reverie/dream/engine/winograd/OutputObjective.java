package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.Objective;

/** Objectives, and their gradients with respect to a network's output. */
final class OutputObjective {
  private OutputObjective() {}

  /** The objective of an output. */
  static double value(Objective objective, Activation output) {
    int from = first(objective);
    int to = last(objective, output);
    boolean squares = objective instanceof Objective.L2;
    double sum = 0;
    for (int p = 0; p < output.pixels(); p++) {
      int at = output.at(p);
      float even = 0;
      float odd = 0;
      int c = from;
      // Two sums: each addition would otherwise wait for the one before.
      for (; c + 1 < to; c += 2) {
        float a = output.data()[at + c];
        float b = output.data()[at + c + 1];
        even += squares ? a * a : a;
        odd += squares ? b * b : b;
      }
      if (c < to) {
        float a = output.data()[at + c];
        even += squares ? a * a : a;
      }
      sum += even + odd;
    }
    return sum / ((double) output.pixels() * (to - from));
  }

  /**
   * The gradient of the objective.
   *
   * @param rectified whether a ReLU made the output: then nothing gets through where it is not
   *     above zero
   * @param seed overwritten; may be the memory of {@code output}
   */
  static void seed(Objective objective, Activation output, boolean rectified, Activation seed) {
    int from = first(objective);
    int to = last(objective, output);
    boolean squares = objective instanceof Objective.L2;
    float share = (float) ((squares ? 2.0 : 1.0) / ((double) output.pixels() * (to - from)));
    for (int p = 0; p < output.pixels(); p++) {
      int read = output.at(p);
      int write = seed.at(p);
      for (int c = 0; c < seed.channels(); c++) {
        float x = output.data()[read + c];
        float factor = c >= from && c < to && (!rectified || x > 0) ? share : 0;
        seed.data()[write + c] = squares ? x * factor : factor;
      }
    }
  }

  private static int first(Objective objective) {
    return objective instanceof Objective.Channel channel ? channel.index() : 0;
  }

  private static int last(Objective objective, Activation output) {
    return objective instanceof Objective.Channel channel
        ? channel.index() + 1
        : output.shape().channels();
  }
}
