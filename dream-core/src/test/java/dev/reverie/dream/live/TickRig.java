package dev.reverie.dream.live;

import dev.reverie.config.Clock;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.governor.Effort;
import dev.reverie.dream.live.mood.Mood;
import dev.reverie.dream.live.mood.Movement;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** A dream that ticks thirty times a second of its own time, as the controls ask. */
final class TickRig implements AutoCloseable {
  private static final double TICK_SECONDS = 1 / 30.0;

  private final LiveDream dream;

  TickRig(DreamEngine engine) {
    dream = new LiveDream(engine, new Random(1), Clock.system());
  }

  /** Looks at a frame and dreams on it, on the target's layer. */
  PlanarImage tick(Mat picture, DreamTarget target) {
    return tick(picture, target, Movement.NONE, null);
  }

  PlanarImage tick(Mat picture, DreamTarget target, Movement movement, @Nullable String upcoming) {
    dream.look(picture);
    Mood mood = new Mood(target.layer(), upcoming, 1, 1, movement);
    return dream
        .tick(picture, target, Effort.asked(target.controls()), mood, TICK_SECONDS)
        .residual();
  }

  String problem() {
    return dream.problem();
  }

  @Override
  public void close() {
    dream.close();
  }
}
