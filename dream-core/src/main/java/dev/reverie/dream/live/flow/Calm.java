package dev.reverie.dream.live.flow;

import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Takes out of a flow what is only noise: where it was not measured it becomes that of the measured
 * neighbourhood (a normalised average: Knutsson and Westin 1993, "Normalized and differential
 * convolution"), and nothing where there is none; and motion of a few hundredths of a pixel, which
 * a camera's noise makes and which would blur a still dream by moving it about, becomes none.
 * Belongs to one thread; owns its memory.
 */
final class Calm implements AutoCloseable {
  /** About a fifth of the grid's height: over the inside of a plain shirt, not across the room. */
  private static final int NEIGHBOURHOOD = 15;

  /** A neighbourhood of which no more than this was measured goes half as far. */
  private static final float LITTLE = 0.05f;

  /** Luma pixels that noise makes, and that are motion for sure. */
  private static final float STILL = 0.04f;

  private static final float MOVING = 0.12f;

  private final Size neighbourhood = new Size(NEIGHBOURHOOD, NEIGHBOURHOOD);
  private final FloatGrid weighted;
  private final FloatGrid weights;

  Calm(int width, int height) {
    weighted = new FloatGrid(width, height, 2);
    weights = new FloatGrid(width, height, 1);
  }

  /**
   * Calms a flow.
   *
   * @param flow pulled; its array is changed, not pushed
   * @param measured how far each of its values was measured, 0..1
   */
  void apply(FloatGrid flow, float[] measured) {
    float[] f = flow.values();
    float[] around = weighted.values();
    for (int i = 0; i < measured.length; i++) {
      around[2 * i] = measured[i] * f[2 * i];
      around[2 * i + 1] = measured[i] * f[2 * i + 1];
    }
    System.arraycopy(measured, 0, weights.values(), 0, measured.length);
    average(weighted);
    average(weights);
    float[] w = weights.values();
    for (int i = 0; i < measured.length; i++) {
      float u = around[2 * i] / (w[i] + LITTLE);
      float v = around[2 * i + 1] / (w[i] + LITTLE);
      u += measured[i] * (f[2 * i] - u);
      v += measured[i] * (f[2 * i + 1] - v);
      float moving = 1 - Fade.between(STILL, MOVING, (float) Math.sqrt(u * u + v * v));
      f[2 * i] = moving * u;
      f[2 * i + 1] = moving * v;
    }
  }

  private void average(FloatGrid grid) {
    grid.push();
    opencv_imgproc.blur(grid.mat(), grid.mat(), neighbourhood);
    grid.pull();
  }

  @Override
  public void close() {
    neighbourhood.close();
    weighted.close();
    weights.close();
  }
}
