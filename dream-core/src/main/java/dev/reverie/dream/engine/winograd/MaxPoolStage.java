package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.ElementKernel;
import dev.reverie.dream.network.Layer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Max pooling over windows of any kind. Workers share the rows forward, the channels backward. */
final class MaxPoolStage implements Stage {
  private final Workers workers;
  private final Layer.MaxPool pool;
  private final Activation in;
  private final Activation out;
  private final @Nullable Activation outGradient;
  private final @Nullable Gradient inGradient;
  private final int part;
  private final float[] left;
  private final float[] best;
  private final Workers.Task forwardTask = this::forwardRow;
  private final Workers.Task backwardTask = this::backwardPart;

  /**
   * @param part channels that a worker takes at a time in the backward pass: whole vectors
   */
  MaxPoolStage(
      Workers workers,
      Layer.MaxPool pool,
      Activation in,
      Activation out,
      @Nullable Activation outGradient,
      @Nullable Gradient inGradient,
      int part) {
    this.workers = workers;
    this.pool = pool;
    this.in = in;
    this.out = out;
    this.outGradient = outGradient;
    this.inGradient = inGradient;
    this.part = part;
    left = new float[out.channels()];
    best = new float[out.channels()];
  }

  @Override
  public void forward() {
    workers.run(forwardTask, out.height());
  }

  private void forwardRow(int y, int worker) {
    for (int x = 0; x < out.width(); x++) {
      int to = out.at(y * out.width() + x);
      max(y, x, 0, out.channels(), out.data(), to);
    }
  }

  private void max(int y, int x, int firstChannel, int channels, float[] to, int toAt) {
    Arrays.fill(to, toAt, toAt + channels, Float.NEGATIVE_INFINITY);
    for (int iy = top(y); iy < bottom(y); iy++) {
      for (int ix = leftmost(x); ix < right(x); ix++) {
        ElementKernel.max(
            in.data(), in.at(iy * in.width() + ix) + firstChannel, to, toAt, channels);
      }
    }
  }

  private int top(int y) {
    return Math.max(0, y * pool.stride() - pool.padding());
  }

  private int bottom(int y) {
    return Math.min(in.height(), y * pool.stride() - pool.padding() + pool.kernel());
  }

  private int leftmost(int x) {
    return Math.max(0, x * pool.stride() - pool.padding());
  }

  private int right(int x) {
    return Math.min(in.width(), x * pool.stride() - pool.padding() + pool.kernel());
  }

  @Override
  public void backward() {
    if (inGradient == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    inGradient.begin();
    workers.run(backwardTask, out.channels() / part);
  }

  /** Windows overlap, so one worker sees all of a channel's. */
  private void backwardPart(int item, int worker) {
    if (inGradient == null || outGradient == null) {
      return;
    }
    int first = item * part;
    Activation to = inGradient.to();
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        max(y, x, first, part, best, first);
        System.arraycopy(
            outGradient.data(), outGradient.at(y * out.width() + x) + first, left, first, part);
        if (inGradient.mask() != null) {
          ElementKernel.masked(left, first, best, first, left, first, part);
        }
        for (int iy = top(y); iy < bottom(y); iy++) {
          for (int ix = leftmost(x); ix < right(x); ix++) {
            int p = iy * in.width() + ix;
            ElementKernel.take(
                in.data(),
                in.at(p) + first,
                best,
                first,
                left,
                first,
                to.data(),
                to.at(p) + first,
                part);
          }
        }
      }
    }
  }
}
