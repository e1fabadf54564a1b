package dev.reverie.dream.engine;

import java.nio.FloatBuffer;

/**
 * Steps on pictures that are too large for one plan's memory: the gradient is computed tile after
 * tile with one smaller plan, at that plan's speed, and normalised over the whole picture. Tiles
 * overlap, and every pixel takes its gradient from the tile in which it is farthest from the edge;
 * where the overlap is as wide as the network sees around a pixel, the result is the same as that
 * of one large plan (Mordvintsev et al. 2015 tile their large pictures for the same reason).
 */
public final class TiledPlan implements DreamPlan {
  private final DreamPlan plan;
  private final int width;
  private final int height;
  private final Cut across;
  private final Cut down;
  private final PlanarImage tile;
  private final PlanarImage tileGradient;
  private final PlanarImage gradient;
  private final NormalizedStep normalizedStep = new NormalizedStep();
  private final float[] row;

  /**
   * Where tiles begin along one side, and which stretch of the picture each of them decides.
   *
   * @param starts of the tiles
   * @param ends of the stretches, which follow each other from 0 on
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared and never handed out
  private record Cut(int[] starts, int[] ends) {
    static Cut of(int length, int tile, int overlap, int grid) {
      int count = length <= tile ? 1 : (length - overlap - 1) / (tile - overlap) + 1;
      int[] starts = new int[count];
      int[] ends = new int[count];
      for (int i = 0; i < count; i++) {
        // Pools see the same windows in every tile if its start divides by their strides.
        int even = count == 1 ? 0 : (int) ((long) i * (length - tile) / (count - 1));
        starts[i] = i == count - 1 ? length - tile : even / grid * grid;
      }
      for (int i = 0; i < count; i++) {
        ends[i] = i == count - 1 ? length : (starts[i + 1] + starts[i] + tile) / 2;
      }
      return new Cut(starts, ends);
    }

    int begin(int i) {
      return i == 0 ? 0 : ends[i - 1];
    }
  }

  /**
   * For pictures of one size.
   *
   * @param plan for one tile; owned: closed with this plan
   * @param width of the pictures, at least the tile's
   * @param height of the pictures, at least the tile's
   * @param overlap pixels that neighbouring tiles share at least, from 0 on
   * @param grid tiles begin at multiples of this, but for the last
   */
  public TiledPlan(DreamPlan plan, int width, int height, int overlap, int grid) {
    if (width < plan.width()
        || height < plan.height()
        || overlap < 0
        || overlap + grid > Math.min(plan.width(), plan.height())) {
      throw new IllegalArgumentException(
          "tiles of %dx%d that share %d pixels and begin at multiples of %d do not make %dx%d"
              .formatted(plan.width(), plan.height(), overlap, grid, width, height));
    }
    this.plan = plan;
    this.width = width;
    this.height = height;
    across = Cut.of(width, plan.width(), overlap + grid, grid);
    down = Cut.of(height, plan.height(), overlap + grid, grid);
    tile = new PlanarImage(plan.width(), plan.height());
    tileGradient = new PlanarImage(plan.width(), plan.height());
    gradient = new PlanarImage(width, height);
    row = new float[plan.width()];
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public double step(PlanarImage image, double step, boolean normalize) {
    double before = gradient(image, gradient);
    double factor = normalizedStep.factor(gradient.values(), gradient.count(), step, normalize);
    normalizedStep.add(gradient.values(), image.values(), image.count(), factor);
    return before;
  }

  /** {@inheritDoc} The objective is the mean over the tiles. */
  @Override
  public double gradient(PlanarImage image, PlanarImage into) {
    requireSize(image);
    requireSize(into);
    double sum = 0;
    for (int y = 0; y < down.starts().length; y++) {
      for (int x = 0; x < across.starts().length; x++) {
        cutOut(image, across.starts()[x], down.starts()[y]);
        sum += plan.gradient(tile, tileGradient);
        putBack(into, x, y);
      }
    }
    return sum / tiles();
  }

  /** {@inheritDoc} The mean over the tiles. */
  @Override
  public double objective(PlanarImage image) {
    requireSize(image);
    double sum = 0;
    for (int top : down.starts()) {
      for (int left : across.starts()) {
        cutOut(image, left, top);
        sum += plan.objective(tile);
      }
    }
    return sum / tiles();
  }

  private int tiles() {
    return across.starts().length * down.starts().length;
  }

  private void cutOut(PlanarImage image, int left, int top) {
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      for (int y = 0; y < tile.height(); y++) {
        image.values().get((p * height + top + y) * width + left, row);
        tile.values().put((p * tile.height() + y) * tile.width(), row);
      }
    }
  }

  private void putBack(PlanarImage into, int column, int line) {
    int left = across.starts()[column];
    int top = down.starts()[line];
    int begin = across.begin(column);
    int count = across.ends()[column] - begin;
    // A tile's objective is a mean over the tile; the whole picture's, over all of it.
    float share = (float) ((double) tile.count() / into.count());
    FloatBuffer from = tileGradient.values();
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      for (int y = down.begin(line); y < down.ends()[line]; y++) {
        from.get((p * tile.height() + y - top) * tile.width() + begin - left, row, 0, count);
        for (int i = 0; i < count; i++) {
          row[i] *= share;
        }
        into.values().put((p * height + y) * width + begin, row, 0, count);
      }
    }
  }

  @Override
  public void close() {
    plan.close();
    tile.close();
    tileGradient.close();
    gradient.close();
  }
}
