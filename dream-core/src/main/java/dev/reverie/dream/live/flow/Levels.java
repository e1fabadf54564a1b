package dev.reverie.dream.live.flow;

import java.util.Arrays;

/** Medians of pixel values, by counting. Belongs to one thread; makes nothing per call. */
final class Levels {
  private static final int RANGE = 256;

  /** Parts of a level that noise is told apart by. */
  private static final int FINE = 4;

  /** The median distance of normal noise from its mean, in standard deviations. */
  private static final double MEDIAN_OF_NORMAL = 0.6745;

  /** How much wider the second difference of independent values is: sqrt(1 + 4 + 1). */
  private static final double SECOND_DIFFERENCE = Math.sqrt(6);

  private final int[] counts = new int[2 * RANGE];

  /** The median of values in -255..255, to the level. */
  int median(float[] values) {
    Arrays.fill(counts, 0);
    for (float value : values) {
      counts[Math.round(value) + RANGE]++;
    }
    return middle(values.length) - RANGE;
  }

  /**
   * The standard deviation of a picture's noise, in levels: from the median second difference along
   * its rows, which slopes do not enter and edges hardly (after Immerkaer 1996, "Fast noise
   * variance estimation", with the median in the place of the mean).
   */
  double noise(float[] picture, int width) {
    Arrays.fill(counts, 0);
    int count = 0;
    for (int row = 0; row < picture.length; row += width) {
      for (int i = row + 1; i < row + width - 1; i++) {
        float second = Math.abs(picture[i - 1] - 2 * picture[i] + picture[i + 1]);
        counts[Math.min(counts.length - 1, Math.round(FINE * second))]++;
        count++;
      }
    }
    return middle(count) / (FINE * MEDIAN_OF_NORMAL * SECOND_DIFFERENCE);
  }

  private int middle(int count) {
    int below = 0;
    int bin = 0;
    while (bin < counts.length - 1 && 2 * (below + counts[bin]) < count) {
      below += counts[bin++];
    }
    return bin;
  }
}
