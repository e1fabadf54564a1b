package dev.reverie.dream.engine;

import dev.reverie.dream.network.Program;
import org.jspecify.annotations.Nullable;

/**
 * Lets another engine dream on pictures of any size: large ones tile by tile, with one {@link
 * TiledPlan}, so that memory is bounded by the tile. Small ones go straight to the other engine.
 */
public final class TilingEngine implements DreamEngine {
  /**
   * Pixels that neighbouring tiles share: more than VGG16 sees to either side of a pixel of its
   * third block. Deeper layers see farther, but hardly anything that far (Luo et al. 2016,
   * "Understanding the Effective Receptive Field").
   */
  private static final int OVERLAP = 64;

  /** What the strides of a network's pools multiply up to, at most. */
  private static final int GRID = 32;

  private final DreamEngine engine;
  private final int largest;

  /**
   * @param engine owned: closed with this one
   * @param largest side of a tile, in pixels; at least 256
   */
  public TilingEngine(DreamEngine engine, int largest) {
    if (largest < 4 * OVERLAP) {
      throw new IllegalArgumentException(
          "tiles of " + largest + " pixels are mostly overlap: at least " + 4 * OVERLAP);
    }
    this.engine = engine;
    this.largest = largest;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public String detail() {
    return engine.detail();
  }

  @Override
  public EngineReport report() {
    return engine.report();
  }

  @Override
  public DreamPlan prepare(Program program, Objective objective, int width, int height) {
    int alignment = program.network().alignment();
    int tileWidth = tile(width, alignment);
    int tileHeight = tile(height, alignment);
    return tiled(engine.prepare(program, objective, tileWidth, tileHeight), width, height);
  }

  @Override
  public DreamPlan prepare(
      Program program, Objective objective, int width, int height, @Nullable Precision precision) {
    int alignment = program.network().alignment();
    int tileWidth = tile(width, alignment);
    int tileHeight = tile(height, alignment);
    return tiled(
        engine.prepare(program, objective, tileWidth, tileHeight, precision), width, height);
  }

  private int tile(int side, int alignment) {
    return side <= largest ? side : largest / alignment * alignment;
  }

  private static DreamPlan tiled(DreamPlan plan, int width, int height) {
    if (plan.width() == width && plan.height() == height) {
      return plan;
    }
    try {
      return new TiledPlan(plan, width, height, OVERLAP, GRID);
    } catch (RuntimeException | Error e) {
      plan.close();
      throw e;
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
