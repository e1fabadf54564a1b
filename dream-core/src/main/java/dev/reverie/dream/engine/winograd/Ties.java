package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.ElementKernel;

/**
 * When two values of a pool's window count as equal. In an even area of a picture all pixels of a
 * feature map are equal, and every framework gives the gradient of such a window to its first
 * pixel. Winograd's form rounds each pixel of a tile differently, so that equal ones come out some
 * parts in a million apart, and the gradient would go anywhere: without this, flat skies cost the
 * gradient 0.001 of its cosine.
 */
final class Ties {
  /**
   * In parts of the mean magnitude. Measured on the reference pictures: a tenth of this misses many
   * ties, ten times as much invents some.
   */
  private static final double TOLERANCE = 0x1p-18;

  private final double[] sums;
  private final int count;

  /** For the results of a pool. */
  Ties(Activation pooled) {
    sums = new double[pooled.height()];
    count = Math.multiplyExact(pooled.pixels(), pooled.shape().channels());
  }

  /** To be called for every row in the forward pass. */
  void measure(Activation pooled, int y) {
    double sum = 0;
    for (int x = 0; x < pooled.width(); x++) {
      sum +=
          ElementKernel.magnitude(
              pooled.data(), pooled.at(y * pooled.width() + x), pooled.channels());
    }
    sums[y] = sum;
  }

  /** How far apart equal values may be. */
  float tolerance() {
    double sum = 0;
    for (double row : sums) {
      sum += row;
    }
    return (float) (TOLERANCE * sum / count);
  }
}
