package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Shape;
import java.nio.FloatBuffer;

/**
 * Maximum pooling. Where values tie, the first of the window (row by row) gets the gradient, as in
 * other frameworks; after a ReLU, a window of zeros gets none.
 */
final class MaxPoolStage implements Stage {
  private final Layer.MaxPool pool;
  private final Activation in;
  private final Activation out;
  private final Loops loops;
  private final boolean accumulate;
  private final boolean afterRelu;
  private final float[] plane;
  private final float[] pooled;
  private final float[] gradient;
  private final float[] pooledGradient;

  /**
   * @param accumulate whether to add to the input's gradient
   * @param afterRelu whether the input comes from a ReLU that leaves its part of the gradient to
   *     this stage
   */
  MaxPoolStage(
      Loops loops,
      Layer.MaxPool pool,
      Activation in,
      Activation out,
      boolean accumulate,
      boolean afterRelu) {
    this.loops = loops;
    this.pool = pool;
    this.in = in;
    this.out = out;
    this.accumulate = accumulate;
    this.afterRelu = afterRelu;
    plane = new float[in.shape().plane()];
    pooled = new float[out.shape().plane()];
    gradient = new float[in.shape().plane()];
    pooledGradient = new float[out.shape().plane()];
  }

  @Override
  public void forward() {
    FloatBuffer from = in.values();
    FloatBuffer to = out.values();
    for (int c = 0; c < in.shape().channels(); c++) {
      from.get(c * plane.length, plane);
      if (pool.kernel() == 2 && pool.stride() == 2 && pool.padding() == 0 && !pool.roundUp()) {
        halve();
      } else {
        windows(false);
      }
      to.put(c * pooled.length, pooled);
    }
  }

  @Override
  public void backward() {
    if (!accumulate) {
      loops.fill(in.gradients(), 0, in.shape().count(), 0);
    }
    for (int c = 0; c < in.shape().channels(); c++) {
      in.values().get(c * plane.length, plane);
      out.values().get(c * pooled.length, pooled);
      out.gradients().get(c * pooled.length, pooledGradient);
      in.gradients().get(c * gradient.length, gradient);
      windows(true);
      in.gradients().put(c * gradient.length, gradient);
    }
  }

  /** The common case, 2x2 windows side by side, without bounds. */
  private void halve() {
    int width = in.shape().width();
    int outWidth = out.shape().width();
    for (int y = 0; y < out.shape().height(); y++) {
      int top = 2 * y * width;
      int to = y * outWidth;
      for (int x = 0; x < outWidth; x++) {
        int from = top + 2 * x;
        pooled[to + x] =
            Math.max(
                Math.max(plane[from], plane[from + 1]),
                Math.max(plane[from + width], plane[from + width + 1]));
      }
    }
  }

  private void windows(boolean back) {
    Shape big = in.shape();
    Shape small = out.shape();
    for (int y = 0; y < small.height(); y++) {
      int top = Math.max(y * pool.stride() - pool.padding(), 0);
      int bottom = Math.min(y * pool.stride() - pool.padding() + pool.kernel(), big.height());
      for (int x = 0; x < small.width(); x++) {
        int left = Math.max(x * pool.stride() - pool.padding(), 0);
        int right = Math.min(x * pool.stride() - pool.padding() + pool.kernel(), big.width());
        int at = y * small.width() + x;
        if (back) {
          float most = pooled[at];
          if (!afterRelu || most > 0) {
            gradient[find(most, top, bottom, left, right, big.width())] += pooledGradient[at];
          }
        } else {
          pooled[at] = max(top, bottom, left, right, big.width());
        }
      }
    }
  }

  private float max(int top, int bottom, int left, int right, int width) {
    float most = Float.NEGATIVE_INFINITY;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        most = Math.max(most, plane[y * width + x]);
      }
    }
    return most;
  }

  private int find(float most, int top, int bottom, int left, int right, int width) {
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        if (plane[y * width + x] == most) {
          return y * width + x;
        }
      }
    }
    // Only a NaN equals nothing; its gradient does not matter any more.
    return top * width + left;
  }
}
