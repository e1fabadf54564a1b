package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.Lanes;
import dev.reverie.dream.engine.winograd.kernel.MatrixKernel;
import java.util.Arrays;

/**
 * The gradient with respect to the input of a convolution that has few input channels or a stride:
 * first what every output pixel would add to each pixel under the kernel, as one matrix product;
 * then every input pixel collects its share.
 */
final class ScatterPass implements Pass {
  private static final int BLOCK = 96;

  /** Channels of a picture. */
  private static final int PICTURE = 3;

  private final Workers workers;
  private final Scratch[] scratch;
  private final Activation from;
  private final int side;
  private final int stride;
  private final int padding;
  private final float[] kernel;
  private final Epilogue epilogue;
  private final int inputs;
  private final int outer;
  private final float[] shares;
  private final int inner;
  private final Workers.Task product = this::product;
  private final Workers.Task collection = this::collect;

  /**
   * @param from the gradient with respect to the convolution's result
   * @param inputs the convolution's input channels
   * @param kernel as {@link ConvolutionWeights#scatter} lays it out
   */
  ScatterPass(
      Workers workers,
      Scratch[] scratch,
      Activation from,
      int inputs,
      int side,
      int stride,
      int padding,
      float[] kernel,
      Epilogue epilogue) {
    this.workers = workers;
    this.scratch = scratch;
    this.from = from;
    this.inputs = inputs;
    this.side = side;
    this.stride = stride;
    this.padding = padding;
    this.kernel = kernel;
    this.epilogue = epilogue;
    outer = ConvolutionWeights.columns(side * side * inputs);
    shares = new float[Math.multiplyExact(MatrixKernel.roundUp(from.pixels()), outer)];
    inner = from.shape().channels();
    for (Scratch each : scratch) {
      each.require(0, 0, (epilogue.to().width() + Lanes.COUNT) * inputs + Lanes.COUNT);
    }
  }

  @Override
  public void run() {
    workers.run(product, (from.pixels() + BLOCK - 1) / BLOCK);
    workers.run(collection, epilogue.to().height());
  }

  private void product(int item, int worker) {
    int first = item * BLOCK;
    for (int column = 0; column < outer; column += MatrixKernel.COLUMNS) {
      MatrixKernel.panel(
          from.data(),
          from.at(first),
          from.pixel(),
          inner,
          kernel,
          column * inner,
          shares,
          first * outer + column,
          outer,
          Math.min(BLOCK, from.pixels() - first));
    }
  }

  private void collect(int y, int worker) {
    float[] sums = scratch[worker].tile;
    int width = epilogue.to().width();
    Arrays.fill(sums, 0, width * inputs, 0);
    for (int ky = 0; ky < side; ky++) {
      int down = y + padding - ky;
      if (down < 0 || down % stride != 0 || down / stride >= from.height()) {
        continue;
      }
      int row = down / stride * from.width();
      for (int kx = 0; kx < side; kx++) {
        // Output pixel o reaches input pixel o * stride + kx - padding.
        int first = Math.max(0, (padding - kx + stride - 1) / stride);
        int last = Math.min(from.width() - 1, (width - 1 + padding - kx) / stride);
        int read = (row + first) * outer + (ky * side + kx) * inputs;
        int write = (first * stride + kx - padding) * inputs;
        if (inputs == PICTURE) {
          collectPicture(sums, write, read, last - first + 1);
        } else {
          collectAny(sums, write, read, last - first + 1);
        }
      }
    }
    for (int x = 0; x < width; x++) {
      epilogue.store(sums, x * inputs, y * width + x);
    }
  }

  /** Without an inner loop: this is every network's last stage, at the largest of its sizes. */
  private void collectPicture(float[] sums, int write, int read, int count) {
    int to = write;
    int at = read;
    for (int i = 0; i < count; i++) {
      sums[to] += shares[at];
      sums[to + 1] += shares[at + 1];
      sums[to + 2] += shares[at + 2];
      to += stride * PICTURE;
      at += outer;
    }
  }

  private void collectAny(float[] sums, int write, int read, int count) {
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < inputs; c++) {
        sums[write + i * stride * inputs + c] += shares[read + i * outer + c];
      }
    }
  }
}
