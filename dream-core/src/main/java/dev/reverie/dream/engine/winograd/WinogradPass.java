package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.ElementKernel;
import dev.reverie.dream.engine.winograd.kernel.MatrixKernel;
import dev.reverie.dream.engine.winograd.kernel.WinogradKernel;
import java.util.Arrays;

/**
 * A 3x3 convolution of stride 1 as Winograd's F(4x4, 3x3). An item is a run of tiles: their patches
 * are transformed, multiplied with the transformed kernel point by point, and transformed back,
 * while all of it is in the worker's second-level cache.
 */
final class WinogradPass implements Pass, Workers.Task {
  private final Workers workers;
  private final Scratch[] scratch;
  private final Activation from;
  private final boolean rectify;
  private final int padding;
  private final float[] kernel;
  private final int inner;
  private final int outer;
  private final Epilogue epilogue;
  private final int tilesAcross;
  private final int tiles;
  private final int run;

  /**
   * @param rectify whether to take max(0, x) of the input
   * @param kernel as {@link ConvolutionWeights#forwardWinograd} lays it out
   */
  WinogradPass(
      Workers workers,
      Scratch[] scratch,
      Activation from,
      boolean rectify,
      int padding,
      float[] kernel,
      Epilogue epilogue) {
    this.workers = workers;
    this.scratch = scratch;
    this.from = from;
    this.rectify = rectify;
    this.padding = padding;
    this.kernel = kernel;
    this.epilogue = epilogue;
    inner = from.channels();
    outer = ConvolutionWeights.columns(epilogue.to().channels());
    tilesAcross = divideUp(epilogue.to().width(), WinogradKernel.TILE);
    tiles = tilesAcross * divideUp(epilogue.to().height(), WinogradKernel.TILE);
    run = run(tiles, inner + outer, workers.count());
    int rows = MatrixKernel.roundUp(run);
    for (Scratch each : scratch) {
      each.require(
          WinogradKernel.POINTS * rows * inner,
          WinogradKernel.POINTS * rows * outer,
          WinogradKernel.POINTS * Math.max(inner, outer));
    }
  }

  /**
   * Tiles of an item. The transformed kernel is read once for each item, so that more channels ask
   * for more tiles; with more tiles than that, patches and products leave the second-level cache.
   * Measured best from 64 to 256 channels. All workers get the same number of items.
   */
  private static int run(int tiles, int channels, int workers) {
    int most = Math.max(4 * MatrixKernel.ROWS, channels / 3);
    int items = divideUp(divideUp(tiles, most), workers) * workers;
    return Math.min(tiles, MatrixKernel.roundUp(divideUp(tiles, items)));
  }

  private static int divideUp(int a, int b) {
    return (a + b - 1) / b;
  }

  @Override
  public void run() {
    workers.run(this, divideUp(tiles, run));
  }

  @Override
  public void run(int item, int worker) {
    Scratch own = scratch[worker];
    int first = item * run;
    int count = Math.min(run, tiles - first);
    int rows = MatrixKernel.roundUp(count);
    for (int t = 0; t < count; t++) {
      patch(first + t, own, t * inner, rows * inner);
    }
    for (int point = 0; point < WinogradKernel.POINTS; point++) {
      for (int column = 0; column < outer; column += MatrixKernel.COLUMNS) {
        MatrixKernel.panel(
            own.left,
            point * rows * inner,
            inner,
            inner,
            kernel,
            (point * outer + column) * inner,
            own.product,
            point * rows * outer + column,
            outer,
            count);
      }
    }
    for (int t = 0; t < count; t++) {
      WinogradKernel.output(own.product, t * outer, rows * outer, outer, own.tile, 0, own.vectors);
      store(first + t, own.tile);
    }
  }

  private void patch(int tile, Scratch own, int at, int point) {
    int top = tile / tilesAcross * WinogradKernel.TILE - padding;
    int left = tile % tilesAcross * WinogradKernel.TILE - padding;
    int pixel = from.pixel();
    boolean inside =
        top >= 0
            && left >= 0
            && top + WinogradKernel.PATCH <= from.height()
            && left + WinogradKernel.PATCH <= from.width();
    if (inside && !rectify) {
      WinogradKernel.input(
          from.data(),
          from.at(top * from.width() + left),
          from.width() * pixel,
          pixel,
          inner,
          own.left,
          at,
          point,
          own.vectors);
      return;
    }
    // A copy with zeros beyond the border, or without what a ReLU takes away.
    if (!inside) {
      Arrays.fill(own.tile, 0, WinogradKernel.POINTS * inner, 0);
    }
    int begin = Math.max(0, -left);
    int end = Math.min(WinogradKernel.PATCH, from.width() - left);
    // Pixels that lie together are copied together: a call for each would cost more than the copy.
    int together = pixel == inner ? end - begin : 1;
    for (int y = Math.max(0, -top); y < WinogradKernel.PATCH && top + y < from.height(); y++) {
      for (int x = begin; x < end; x += together) {
        int read = from.at((top + y) * from.width() + left + x);
        int write = (y * WinogradKernel.PATCH + x) * inner;
        if (rectify) {
          ElementKernel.relu(from.data(), read, own.tile, write, together * inner);
        } else {
          System.arraycopy(from.data(), read, own.tile, write, together * inner);
        }
      }
    }
    WinogradKernel.input(
        own.tile, 0, WinogradKernel.PATCH * inner, inner, inner, own.left, at, point, own.vectors);
  }

  private void store(int tile, float[] sums) {
    int top = tile / tilesAcross * WinogradKernel.TILE;
    int left = tile % tilesAcross * WinogradKernel.TILE;
    int height = epilogue.to().height();
    int width = epilogue.to().width();
    for (int y = 0; y < WinogradKernel.TILE && top + y < height; y++) {
      for (int x = 0; x < WinogradKernel.TILE && left + x < width; x++) {
        epilogue.store(sums, (y * WinogradKernel.TILE + x) * outer, (top + y) * width + left + x);
      }
    }
  }
}
