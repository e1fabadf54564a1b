package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Preprocessing;
import java.nio.FloatBuffer;

/**
 * A picture's way into the network and the gradient's way back: passes over planes in native
 * memory. Bulk copies to small heap arrays let the compiler vectorise the loops.
 */
final class Pixels {
  /** Values that fit the first-level cache. */
  private static final int BLOCK = 4096;

  private final Preprocessing preprocessing;
  private final int plane;
  private final float[] a = new float[BLOCK];
  private final float[] b = new float[BLOCK];

  /**
   * @param plane pixels of a plane
   */
  Pixels(Preprocessing preprocessing, int plane) {
    this.preprocessing = preprocessing;
    this.plane = plane;
  }

  /** Planes of a picture to planes of the network's input. */
  void enter(FloatBuffer image, FloatBuffer input) {
    float scale = preprocessing.scale();
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      float offset = -preprocessing.mean(p) * scale;
      affine(image, p * plane, input, preprocessing.channel(p) * plane, scale, offset);
    }
  }

  /** The network's planes to the picture's, times {@code factor}. */
  void leave(FloatBuffer gradient, FloatBuffer into, float factor) {
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      affine(gradient, preprocessing.channel(p) * plane, into, p * plane, factor, 0);
    }
  }

  /** {@code image += factor * gradient}, from the network's planes to the picture's. */
  void add(FloatBuffer gradient, FloatBuffer image, float factor) {
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      int from = preprocessing.channel(p) * plane;
      int to = p * plane;
      for (int start = 0; start < plane; start += BLOCK) {
        int n = Math.min(BLOCK, plane - start);
        gradient.get(from + start, a, 0, n);
        image.get(to + start, b, 0, n);
        for (int i = 0; i < n; i++) {
          b[i] += factor * a[i];
        }
        image.put(to + start, b, 0, n);
      }
    }
  }

  /**
   * What the gradient is multiplied by before it is added.
   *
   * @param scale what the network's gradient must be multiplied by to be the picture's
   */
  float factor(FloatBuffer gradient, double scale, double step, boolean normalize) {
    if (!normalize) {
      return (float) (step * scale);
    }
    int count = PlanarImage.PLANES * plane;
    double rms = Math.sqrt(sum(gradient, 0, count, true) / count) * Math.abs(scale);
    return (float) (step * scale / (rms + NormalizedStep.EPSILON));
  }

  /** The sum of {@code count} values, or of their squares. */
  double sum(FloatBuffer values, int from, int count, boolean squared) {
    double sum = 0;
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      values.get(from + start, a, 0, n);
      sum += squared ? squares(n) : values(n);
    }
    return sum;
  }

  private void affine(
      FloatBuffer from, int fromStart, FloatBuffer to, int toStart, float scale, float offset) {
    for (int start = 0; start < plane; start += BLOCK) {
      int n = Math.min(BLOCK, plane - start);
      from.get(fromStart + start, a, 0, n);
      for (int i = 0; i < n; i++) {
        a[i] = a[i] * scale + offset;
      }
      to.put(toStart + start, a, 0, n);
    }
  }

  // Four sums at once, because each addition waits for the one before it.

  private double squares(int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += (double) a[i] * a[i];
      s1 += (double) a[i + 1] * a[i + 1];
      s2 += (double) a[i + 2] * a[i + 2];
      s3 += (double) a[i + 3] * a[i + 3];
    }
    for (; i < n; i++) {
      s0 += (double) a[i] * a[i];
    }
    return s0 + s1 + s2 + s3;
  }

  private double values(int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
    }
    for (; i < n; i++) {
      s0 += a[i];
    }
    return s0 + s1 + s2 + s3;
  }
}
