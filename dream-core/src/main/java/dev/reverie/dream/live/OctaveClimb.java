package dev.reverie.dream.live;

import dev.reverie.dream.ascent.Ascent;
import dev.reverie.dream.ascent.AscentOptions;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.ascent.Resampling;
import dev.reverie.dream.engine.PlanarImage;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.jspecify.annotations.Nullable;

/**
 * Climbs on a picture, octave by octave: one a tick in turns, coarse to fine, or all of them in
 * every tick. Belongs to the engine's thread; owns its native memory.
 */
final class OctaveClimb implements AutoCloseable {
  private final Ascent ascent;
  private @Nullable PlanarImage climbing;
  private @Nullable PlanarImage base;
  private @Nullable PlanarImage grown;
  private int turn;

  OctaveClimb(RandomGenerator random) {
    ascent = new Ascent(random);
  }

  /**
   * Climbs for one tick.
   *
   * @param x of the plans' full size; modified
   * @param all whether on all octaves
   * @return gradient steps taken
   */
  int climb(PlanShelf.Plans plans, PlanarImage x, AscentOptions options, boolean all) {
    List<PictureSize> octaves = plans.key().sizes();
    if (!all) {
      climb(plans, x, octaves.get(turn++ % octaves.size()), options);
      return options.steps();
    }
    for (PictureSize octave : octaves) {
      climb(plans, x, octave, options);
    }
    return octaves.size() * options.steps();
  }

  private void climb(
      PlanShelf.Plans plans, PlanarImage x, PictureSize octave, AscentOptions options) {
    if (octave.equals(plans.key().size())) {
      ascent.climb(plans.plan(octave), x, options);
      return;
    }
    // On a shrunken copy; what that changed is added to the picture, whose own fine detail stays.
    PlanarImage start = PlanarImage.fitted(base, octave.width(), octave.height());
    base = start;
    PlanarImage copy = PlanarImage.fitted(climbing, octave.width(), octave.height());
    climbing = copy;
    PlanarImage change = PlanarImage.fitted(grown, x.width(), x.height());
    grown = change;
    Resampling.resample(x, start);
    copy.set(start);
    ascent.climb(plans.plan(octave), copy, options);
    opencv_core.subtract(copy.all(), start.all(), copy.all());
    Resampling.resample(copy, change);
    opencv_core.add(x.all(), change.all(), x.all());
  }

  @Override
  public void close() {
    for (PlanarImage owned : new @Nullable PlanarImage[] {climbing, base, grown}) {
      if (owned != null) {
        owned.close();
      }
    }
  }
}
