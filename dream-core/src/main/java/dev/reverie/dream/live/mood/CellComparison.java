package dev.reverie.dream.live.mood;

import java.util.Arrays;

/**
 * The share of two small grey pictures that differs, apart from what noise and lamps do. Owns its
 * work space; not thread-safe.
 */
final class CellComparison {
  /**
   * Levels by which a dark cell must differ: nearly four deviations of noise of 6 levels a pixel.
   */
  private static final double DARK_THRESHOLD = 8;

  /**
   * Share of a cell's brightness that it must differ by in addition: noise of the sensor, banding
   * under mains light and what is left of its flicker all grow with brightness.
   */
  private static final double BRIGHT_THRESHOLD = 0.03;

  /**
   * Deviations of the noise at hand that count as change: 1 cell in 2 million goes beyond by
   * chance.
   */
  private static final double DEVIATIONS = 5;

  /** However much everything differs, this many levels are change and not noise. */
  private static final double LARGEST_THRESHOLD = 24;

  /** A quarter of normally distributed values lie within this many deviations of the middle. */
  private static final double QUARTILE_DEVIATIONS = 0.3186;

  /**
   * Cells darker than this say little of the lamps' gain, cells brighter than the other are cut
   * off.
   */
  private static final int DARKEST = 16;

  private static final int BRIGHTEST = 250;

  /**
   * Gains that are taken for a lamp's flicker or a camera that adapts; what goes beyond is a change
   * of the scene.
   */
  private static final double SMALLEST_GAIN = 0.8;

  private static final double LARGEST_GAIN = 1.25;
  private static final int GAIN_BINS = 300;
  private static final int NOISE_BINS = 64;
  private static final double NOISE_BIN = 0.25;

  private final int[] gains = new int[GAIN_BINS];
  private final int[] noise = new int[NOISE_BINS];

  /**
   * Compares.
   *
   * @param now brightness of cells, 0..255 as unsigned bytes; not modified
   * @param then the same cells earlier; not modified
   * @param count how many cells, at least 1
   * @return percent of them that changed
   */
  double percent(byte[] now, byte[] then, int count) {
    double gain = gain(now, then, count);
    double least = Math.min(LARGEST_THRESHOLD, DEVIATIONS * deviation(now, then, count, gain));
    int changed = 0;
    for (int i = 0; i < count; i++) {
      double a = (then[i] & 0xff) * gain;
      double b = now[i] & 0xff;
      double threshold = Math.max(least, DARK_THRESHOLD + BRIGHT_THRESHOLD * Math.max(a, b));
      if (Math.abs(b - a) > threshold) {
        changed++;
      }
    }
    return 100.0 * changed / count;
  }

  /**
   * How much brighter everything became: the median over cells, which something that moves through
   * a part of the picture does not shift.
   */
  private double gain(byte[] now, byte[] then, int count) {
    Arrays.fill(gains, 0);
    int usable = 0;
    double scale = GAIN_BINS / (LARGEST_GAIN - SMALLEST_GAIN);
    for (int i = 0; i < count; i++) {
      int a = then[i] & 0xff;
      int b = now[i] & 0xff;
      if (a >= DARKEST && b >= DARKEST && a <= BRIGHTEST && b <= BRIGHTEST) {
        int bin = (int) (((double) b / a - SMALLEST_GAIN) * scale);
        gains[Math.max(0, Math.min(GAIN_BINS - 1, bin))]++;
        usable++;
      }
    }
    if (usable * 10 < count) {
      return 1;
    }
    return SMALLEST_GAIN + quantile(gains, usable / 2.0) / scale;
  }

  /** Deviation of the noise, from the quarter of the cells that changed least. */
  private double deviation(byte[] now, byte[] then, int count, double gain) {
    Arrays.fill(noise, 0);
    for (int i = 0; i < count; i++) {
      double difference = Math.abs((now[i] & 0xff) - (then[i] & 0xff) * gain);
      noise[Math.min(NOISE_BINS - 1, (int) (difference / NOISE_BIN))]++;
    }
    return quantile(noise, count / 4.0) * NOISE_BIN / QUARTILE_DEVIATIONS;
  }

  /** Where, in bins, {@code rank} of the counted values lie below; linear within a bin. */
  private static double quantile(int[] bins, double rank) {
    double below = 0;
    int bin = 0;
    while (bin < bins.length - 1 && below + bins[bin] < rank) {
      below += bins[bin++];
    }
    return bin + (bins[bin] == 0 ? 0 : (rank - below) / bins[bin]);
  }
}
