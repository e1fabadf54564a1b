package dev.reverie.dream.ascent;

import dev.reverie.dream.engine.PlanarImage;
import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;

/**
 * Jitter: rolls a picture by a random offset before a step and back after it, so that the network's
 * grid of strides and pools falls elsewhere every time and does not show (Mordvintsev et al. 2015).
 */
final class Roll {
  private final RandomGenerator random;
  private float[] from = new float[0];
  private float[] to = new float[0];

  Roll(RandomGenerator random) {
    this.random = random;
  }

  /** A random offset in {@code -jitter..jitter}, never more than half the side. */
  int offset(int jitter, int side) {
    int most = Math.min(jitter, side / 2);
    return most == 0 ? 0 : random.nextInt(-most, most + 1);
  }

  /** Moves every pixel by ({@code dx}, {@code dy}); what leaves on one side enters on the other. */
  void apply(PlanarImage image, int dx, int dy) {
    if (dx == 0 && dy == 0) {
      return;
    }
    int width = image.width();
    int height = image.height();
    int plane = width * height;
    if (from.length != plane) {
      from = new float[plane];
      to = new float[plane];
    }
    int shift = Math.floorMod(dx, width);
    FloatBuffer values = image.values();
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      values.get(p * plane, from);
      for (int y = 0; y < height; y++) {
        int source = y * width;
        int target = Math.floorMod(y + dy, height) * width;
        System.arraycopy(from, source, to, target + shift, width - shift);
        System.arraycopy(from, source + width - shift, to, target, shift);
      }
      values.put(p * plane, to);
    }
  }
}
