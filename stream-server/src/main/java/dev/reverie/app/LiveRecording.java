package dev.reverie.app;

import dev.reverie.config.Clock;
import dev.reverie.config.Config;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.EngineReport;
import dev.reverie.dream.engine.Engines;
import dev.reverie.measure.Flicker;
import dev.reverie.measure.FrameByFrame;
import dev.reverie.measure.PairRecorder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The pictures that a measurement keeps, and what it makes of them when the feed has ended. Owns
 * their memory.
 */
final class LiveRecording implements AutoCloseable {
  /** Fine enough for the flow, and small: 240 pairs of 16:9 take 83 MB. */
  private static final int COMPARED_WIDTH = 320;

  private static final int STILL_WIDTH = 640;
  private static final int STILLS = 6;

  /** What the stills are spread over where nothing else is recorded. */
  private static final int STILL_FRAMES = 90;

  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(50);

  /** A source may be slower than the output. */
  private static final int SLOWEST_FPS = 5;

  private final LiveBench.Plan plan;
  private @Nullable PairRecorder compared;
  private @Nullable PairRecorder stills;

  LiveRecording(LiveBench.Plan plan) {
    this.plan = plan;
  }

  /** Records what the plan asks for; ends early with a source that shows too few new pictures. */
  void run(LiveObserver observer, LiveFigures.Output output, Clock clock)
      throws InterruptedException {
    int frames = plan.pairs() == 0 ? STILL_FRAMES : plan.pairs() + 1;
    List<PairRecorder> recorders = new ArrayList<>();
    if (plan.pairs() > 0) {
      compared = new PairRecorder(frames, 1, COMPARED_WIDTH, output.width(), output.height());
      recorders.add(compared);
    }
    if (plan.stills() != null) {
      stills =
          new PairRecorder(
              STILLS, Math.max(1, frames / STILLS), STILL_WIDTH, output.width(), output.height());
      recorders.add(stills);
    }
    observer.record(recorders);
    long end = clock.nanoTime() + TimeUnit.SECONDS.toNanos(1 + frames / SLOWEST_FPS);
    while (clock.nanoTime() < end && !recorders.stream().allMatch(PairRecorder::isFull)) {
      clock.sleep(GLANCE);
    }
    observer.rest();
  }

  /** Writes each still as one picture, the source on the left, if the plan asks for it. */
  void writeStills() {
    Path folder = plan.stills();
    PairRecorder kept = stills;
    if (folder == null || kept == null) {
      return;
    }
    int number = 0;
    for (PairRecorder.Pair pair : kept.pairs()) {
      number++;
      try (Mat beside = new Mat()) {
        opencv_core.hconcat(pair.source(), pair.output(), beside);
        Pictures.write(folder.resolve("live-" + number + ".jpg"), beside);
      }
    }
  }

  /**
   * How much the pictures flicker; null if too few were recorded, or no two show one scene.
   *
   * @param engine what dreamed; frame by frame it dreams likewise
   */
  @Nullable Flicker flicker(
      EngineReport engine, FrameByFrame.Subject subject, Config config, Path cache, Clock clock) {
    PairRecorder kept = compared;
    if (kept == null || kept.pairs().size() < 2) {
      return null;
    }
    List<PairRecorder.Pair> pictures = kept.pairs();
    if (plan.alone() == 0) {
      return Flicker.of(pictures);
    }
    EngineChoice choice = engine.choice();
    try (DreamEngine own =
            choice == null ? OwnEngines.still(config, cache, clock) : new Engines().open(choice);
        FrameByFrame naive =
            new FrameByFrame(
                own,
                subject,
                pictures.get(0).source().cols(),
                pictures.get(0).source().rows(),
                new Random(config.settings().seed()))) {
      return Flicker.of(pictures, naive, plan.alone());
    }
  }

  @Override
  public void close() {
    if (compared != null) {
      compared.close();
    }
    if (stills != null) {
      stills.close();
    }
  }
}
