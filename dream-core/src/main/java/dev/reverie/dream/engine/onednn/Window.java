package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Shape;

/** How a convolution or a pool goes over a picture: all of it in pixels, height before width. */
final class Window {
  private static final long[] NO_DILATION = {0, 0};

  private final int size;
  private final int stride;
  private final int before;
  private final long[] after;

  private Window(int size, int stride, int before, long... after) {
    this.size = size;
    this.stride = stride;
    this.before = before;
    this.after = after;
  }

  static Window of(Layer.Conv conv) {
    int padding = conv.padding();
    return new Window(conv.kernel(), conv.stride(), padding, padding, padding);
  }

  static Window of(Layer.MaxPool pool, Shape in, Shape out) {
    return new Window(
        pool.kernel(),
        pool.stride(),
        pool.padding(),
        after(pool, in.height(), out.height()),
        after(pool, in.width(), out.width()));
  }

  /** What makes the number of windows come out right. */
  private static long after(Layer.MaxPool pool, int in, int out) {
    return (long) (out - 1) * pool.stride() + pool.kernel() - in - pool.padding();
  }

  long[] size() {
    return both(size);
  }

  long[] stride() {
    return both(stride);
  }

  /** Every pixel of a window counts: none is left out between two. */
  static long[] dilation() {
    return NO_DILATION.clone();
  }

  /** Padding at the top and on the left. */
  long[] before() {
    return both(before);
  }

  /** Padding at the bottom and on the right. */
  long[] after() {
    return after.clone();
  }

  private static long[] both(long value) {
    return new long[] {value, value};
  }
}
