package dev.reverie.e2e;

import java.util.List;

/**
 * One look at the picture on a page: brightness, row by row.
 *
 * @param width in samples
 * @param height in samples
 * @param levels 0..255; not to be modified
 */
record Look(int width, int height, List<Integer> levels) {

  /** The average brightness, 0..255. */
  double brightness() {
    return levels.stream().mapToInt(level -> level).average().orElse(0);
  }

  /** How far two looks are apart: the average difference, in levels of 255. */
  double distance(Look other) {
    long sum = 0;
    for (int i = 0; i < levels.size(); i++) {
      sum += Math.abs(levels.get(i) - other.levels.get(i));
    }
    return (double) sum / levels.size();
  }

  /** How much texture there is: the average difference of neighbours, in levels of 255. */
  double texture() {
    long sum = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 1; x < width; x++) {
        int at = y * width + x;
        sum += Math.abs(levels.get(at) - levels.get(at - 1));
      }
    }
    return (double) sum / ((long) height * (width - 1));
  }
}
