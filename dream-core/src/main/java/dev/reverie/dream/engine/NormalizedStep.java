package dev.reverie.dream.engine;

import java.nio.FloatBuffer;

/**
 * The step of normalised-gradient ascent on planar pictures in native memory: {@code image += step
 * * g / (rms(g) + 1e-5)}. The seed's Keras program normalises so; a step then means the same on
 * every layer.
 */
public final class NormalizedStep {
  /** Keeps a gradient of zero from dividing by zero; part of the published formula. */
  public static final double EPSILON = 1e-5;

  /**
   * Values that fit the first-level cache; bulk copies to the heap let the compiler vectorise the
   * loops.
   */
  private static final int BLOCK = 4096;

  private final float[] g = new float[BLOCK];
  private final float[] x = new float[BLOCK];

  /**
   * The factor that a gradient is multiplied by before it is added: {@code step}, divided by rms +
   * 1e-5 if asked.
   */
  public double factor(FloatBuffer gradient, int count, double step, boolean normalize) {
    return normalize ? step / (rms(gradient, count) + EPSILON) : step;
  }

  /** {@code image += factor * gradient}. */
  public void add(FloatBuffer gradient, FloatBuffer image, int count, double factor) {
    float f = (float) factor;
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      gradient.get(start, g, 0, n);
      image.get(start, x, 0, n);
      for (int i = 0; i < n; i++) {
        x[i] += f * g[i];
      }
      image.put(start, x, 0, n);
    }
  }

  /** Root of the mean square. */
  public double rms(FloatBuffer values, int count) {
    double sum = 0;
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      values.get(start, g, 0, n);
      for (int i = 0; i < n; i++) {
        sum += (double) g[i] * g[i];
      }
    }
    return Math.sqrt(sum / count);
  }
}
