package dev.reverie.dream.ascent;

import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.PlanarImage;
import java.util.random.RandomGenerator;

/** Takes jittered steps on one picture at one scale. Belongs to one thread. */
public final class Ascent {
  private final Roll roll;

  /**
   * @param random where jitter comes from; seeded, for pictures that can be made again
   */
  public Ascent(RandomGenerator random) {
    roll = new Roll(random);
  }

  /**
   * Climbs {@code options.steps()} steps, in place; fewer if the thread is interrupted, whose flag
   * stays set.
   *
   * @param image of the plan's size; modified
   * @return the objective before the first step; NaN for networks without one
   */
  public double climb(DreamPlan plan, PlanarImage image, AscentOptions options) {
    double first = Double.NaN;
    for (int i = 0; i < options.steps() && !Thread.currentThread().isInterrupted(); i++) {
      int dx = roll.offset(options.jitter(), image.width());
      int dy = roll.offset(options.jitter(), image.height());
      roll.apply(image, dx, dy);
      double value = plan.step(image, options.step(), options.normalize());
      roll.apply(image, -dx, -dy);
      if (i == 0) {
        first = value;
      }
    }
    return first;
  }
}
