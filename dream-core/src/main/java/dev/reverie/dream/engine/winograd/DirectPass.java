package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.MatrixKernel;
import java.util.Arrays;

/**
 * A convolution of any side and stride as a matrix product without a copy for each tap: a pixel's
 * inputs are read where they lie, in a copy of some rows that has zeros around. An item is a band
 * of rows of the result.
 */
final class DirectPass implements Pass, Workers.Task {
  /** Floats of the copy that fit a second-level cache beside the kernel: 256 kB. */
  private static final int CACHE = 64 * 1024;

  private final Workers workers;
  private final Scratch[] scratch;
  private final Activation from;
  private final boolean rectify;
  private final int side;
  private final int stride;
  private final int padding;
  private final float[] kernel;
  private final Epilogue epilogue;
  private final int inner;
  private final int outer;
  private final int paddedWidth;
  private final int band;
  private final int[] offsets;

  /**
   * @param rectify whether to take max(0, x) of the input
   * @param kernel as {@link ConvolutionWeights#forward} lays it out
   */
  DirectPass(
      Workers workers,
      Scratch[] scratch,
      Activation from,
      boolean rectify,
      int side,
      int stride,
      int padding,
      float[] kernel,
      Epilogue epilogue) {
    this.workers = workers;
    this.scratch = scratch;
    this.from = from;
    this.rectify = rectify;
    this.side = side;
    this.stride = stride;
    this.padding = padding;
    this.kernel = kernel;
    this.epilogue = epilogue;
    inner = from.shape().channels();
    outer = ConvolutionWeights.columns(epilogue.to().channels());
    Activation to = epilogue.to();
    paddedWidth = Math.max(from.width() + 2 * padding, (to.width() - 1) * stride + side);
    int fits = CACHE / (paddedWidth * inner) - side;
    int even = (to.height() + 4 * workers.count() - 1) / (4 * workers.count());
    band = Math.max(1, Math.min(fits / stride, even));
    offsets = new int[side * side * inner];
    Arrays.setAll(
        offsets,
        i -> {
          int tap = i / inner;
          return (tap / side * paddedWidth + tap % side) * inner + i % inner;
        });
    int rows = (band - 1) * stride + side;
    // The last block of rows of the product reads beyond the last pixel.
    int slack = MatrixKernel.ROWS * stride;
    for (Scratch each : scratch) {
      each.require(
          (rows * paddedWidth + slack) * inner, MatrixKernel.roundUp(to.width()) * outer, 0);
    }
  }

  @Override
  public void run() {
    workers.run(this, (epilogue.to().height() + band - 1) / band);
  }

  @Override
  public void run(int item, int worker) {
    Scratch own = scratch[worker];
    int first = item * band;
    int count = Math.min(band, epilogue.to().height() - first);
    int width = epilogue.to().width();
    copy(first * stride - padding, (count - 1) * stride + side, own.left);
    for (int y = 0; y < count; y++) {
      for (int column = 0; column < outer; column += MatrixKernel.COLUMNS) {
        MatrixKernel.panelOf(
            offsets,
            own.left,
            y * stride * paddedWidth * inner,
            stride * inner,
            kernel,
            column * offsets.length,
            own.product,
            column,
            outer,
            width);
      }
      for (int x = 0; x < width; x++) {
        epilogue.store(own.product, x * outer, (first + y) * width + x);
      }
    }
  }

  private void copy(int top, int rows, float[] to) {
    for (int r = 0; r < rows; r++) {
      int at = r * paddedWidth * inner;
      int y = top + r;
      if (y < 0 || y >= from.height()) {
        Arrays.fill(to, at, at + paddedWidth * inner, 0);
        continue;
      }
      int begin = at + padding * inner;
      int end = begin + from.width() * inner;
      Arrays.fill(to, at, begin, 0);
      Arrays.fill(to, end, at + paddedWidth * inner, 0);
      if (from.pixel() == inner) {
        System.arraycopy(from.data(), from.at(y * from.width()), to, begin, end - begin);
      } else {
        for (int x = 0; x < from.width(); x++) {
          System.arraycopy(
              from.data(), from.at(y * from.width() + x), to, begin + x * inner, inner);
        }
      }
      if (rectify) {
        for (int i = begin; i < end; i++) {
          to[i] = Math.max(0, to[i]);
        }
      }
    }
  }
}
