package dev.reverie.e2e;

import java.util.Base64;

/** One look at the picture on a page: brightness, row by row. */
final class Look {
  private final int width;
  private final int height;
  private final byte[] levels;

  /**
   * @param width in samples
   * @param height in samples
   * @param encoded the samples in Base64, a byte each
   */
  Look(int width, int height, String encoded) {
    this.width = width;
    this.height = height;
    levels = Base64.getDecoder().decode(encoded);
    if (levels.length != width * height) {
      throw new IllegalArgumentException(
          levels.length + " samples for " + width + " times " + height);
    }
  }

  /** The average brightness, 0..255. */
  double brightness() {
    long sum = 0;
    for (int i = 0; i < levels.length; i++) {
      sum += level(i);
    }
    return (double) sum / levels.length;
  }

  /** How far two looks of one size are apart: the average difference, in levels of 255. */
  double distance(Look other) {
    long sum = 0;
    for (int i = 0; i < levels.length; i++) {
      sum += Math.abs(level(i) - other.level(i));
    }
    return (double) sum / levels.length;
  }

  /** How much texture there is: the average difference of neighbours, in levels of 255. */
  double texture() {
    long sum = 0;
    for (int i = 0; i < levels.length; i++) {
      if (i % width != 0) {
        sum += Math.abs(level(i) - level(i - 1));
      }
    }
    return (double) sum / ((long) height * (width - 1));
  }

  private int level(int at) {
    return Byte.toUnsignedInt(levels[at]);
  }
}
