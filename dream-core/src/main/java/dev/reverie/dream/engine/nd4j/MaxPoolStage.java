package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Shape;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

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
  private final boolean halves;
  private final @Nullable HalvesBackward halvesBackward;

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
    halves = pool.kernel() == 2 && pool.stride() == 2 && pool.padding() == 0 && !pool.roundUp();
    halvesBackward = halves && !accumulate ? new HalvesBackward() : null;
  }

  @Override
  public void forward() {
    FloatBuffer from = in.values();
    FloatBuffer to = out.values();
    for (int c = 0; c < in.shape().channels(); c++) {
      from.get(c * plane.length, plane);
      if (halves) {
        halve();
      } else {
        windows(false);
      }
      to.put(c * pooled.length, pooled);
    }
  }

  @Override
  public void backward() {
    if (halvesBackward != null) {
      halvesBackward.run();
      return;
    }
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

  /**
   * The common case backward. Which of four values is the largest cannot be foreseen, so this works
   * on their bits and never branches: four times faster.
   */
  private final class HalvesBackward {
    private final int[] value = new int[plane.length];
    private final int[] most = new int[pooled.length];
    private final int[] from = new int[pooled.length];

    /** A last row or column that no window reaches stays 0. */
    private final int[] to = new int[plane.length];

    void run() {
      for (int c = 0; c < in.shape().channels(); c++) {
        in.bits().get(c * value.length, value);
        out.bits().get(c * most.length, most);
        out.gradientBits().get(c * from.length, from);
        spread();
        in.gradientBits().put(c * to.length, to);
      }
    }

    private void spread() {
      int width = in.shape().width();
      int outWidth = out.shape().width();
      int always = afterRelu ? 0 : -1;
      for (int y = 0; y < out.shape().height(); y++) {
        for (int x = 0; x < outWidth; x++) {
          int at = y * outWidth + x;
          int a = 2 * y * width + 2 * x;
          int b = a + 1;
          int c = a + width;
          int d = c + 1;
          int notA = Loops.differ(value[a], most[at]);
          int notB = Loops.differ(value[b], most[at]);
          int notC = Loops.differ(value[c], most[at]);
          int passed = from[at] & (always | Loops.positive(most[at]));
          int below = passed & notA & notB;
          to[a] = passed & ~notA;
          to[b] = passed & notA & ~notB;
          to[c] = below & ~notC;
          to[d] = below & notC;
        }
      }
    }
  }
}
