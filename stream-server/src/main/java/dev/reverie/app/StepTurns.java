package dev.reverie.app;

import dev.reverie.config.Clock;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineCatalogue;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Program;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Times steps of several engines that take turns, so that whatever else the machine does meets all
 * of them alike. They have the same number of threads: some native libraries keep that number for
 * the whole thread. Owns the engines, which live on the thread that made it.
 */
final class StepTurns implements AutoCloseable {
  private static final int WARM_UP = 5;
  private static final long LONG_WARM_UP = TimeUnit.SECONDS.toNanos(1);
  private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(500);

  /** Of one that is slow; everybody else would wait for minutes. */
  private static final int SLOW_TURNS = 3;

  private static final int SEED = 1;
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * What came of it, in milliseconds.
   *
   * @param choice who
   * @param min the best step
   * @param median the usual step
   */
  record Time(EngineChoice choice, double min, double median) {}

  private record Runner(EngineChoice choice, DreamEngine engine) {}

  private static final class Lane {
    private final EngineChoice choice;
    private final DreamPlan plan;
    private final List<Double> millis = new ArrayList<>();
    private int turns;

    Lane(EngineChoice choice, DreamPlan plan) {
      this.choice = choice;
      this.plan = plan;
    }
  }

  private final List<Runner> runners = new ArrayList<>();
  private final Clock clock;

  /** Opens the engines. */
  StepTurns(List<EngineChoice> choices, Clock clock) {
    this.clock = clock;
    try {
      for (EngineChoice choice : choices) {
        runners.add(new Runner(choice, new Engines().open(choice)));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Times steps.
   *
   * @param turns of each; those of more than half a second have three
   * @return one for each engine, in their order
   */
  List<Time> run(Program program, Objective objective, PictureSize size, int turns) {
    List<Lane> lanes = new ArrayList<>();
    try (PlanarImage image = new PlanarImage(size.width(), size.height())) {
      for (Runner runner : runners) {
        lanes.add(
            new Lane(
                runner.choice(),
                runner.engine().prepare(program, objective, size.width(), size.height())));
      }
      for (Lane lane : lanes) {
        lane.turns = warmUp(lane, image) > SLOW ? Math.min(turns, SLOW_TURNS) : turns;
      }
      for (int turn = 0; turn < turns; turn++) {
        for (Lane lane : lanes) {
          if (turn < lane.turns) {
            lane.millis.add(step(lane, image) / NANOS_PER_MILLI);
          }
        }
      }
    } finally {
      lanes.forEach(lane -> lane.plan.close());
    }
    return lanes.stream().map(StepTurns::time).toList();
  }

  private static Time time(Lane lane) {
    List<Double> sorted = lane.millis.stream().sorted().toList();
    return new Time(lane.choice, sorted.get(0), sorted.get(sorted.size() / 2));
  }

  /** Compiled code, warm caches, sized workspaces; returns the last step's nanoseconds. */
  private long warmUp(Lane lane, PlanarImage image) {
    boolean slowly = new Engines().trial(lane.choice.engine()) == EngineCatalogue.Trial.WARMS_UP;
    long until = clock.nanoTime() + (slowly ? LONG_WARM_UP : 0);
    long last = step(lane, image);
    for (int i = 1; (i < WARM_UP && last < SLOW) || clock.nanoTime() < until; i++) {
      last = step(lane, image);
    }
    return last;
  }

  private long step(Lane lane, PlanarImage image) {
    // A fresh picture for every step: long ascents leave the range of real pictures.
    Random random = new Random(SEED);
    FloatBuffer values = image.values();
    for (int i = 0; i < image.count(); i++) {
      values.put(i, random.nextFloat() * 255);
    }
    long from = clock.nanoTime();
    lane.plan.step(image, 1, true);
    return clock.nanoTime() - from;
  }

  @Override
  public void close() {
    runners.forEach(runner -> runner.engine().close());
  }
}
