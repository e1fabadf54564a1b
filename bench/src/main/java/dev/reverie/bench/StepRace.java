package dev.reverie.bench;

import dev.reverie.config.Clock;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Program;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Times one step of several libraries in one run. They take turns, A B A B, so that whatever else
 * the machine does meets them all alike; before that their gradients must agree, so that nobody is
 * praised for being fast and wrong.
 */
final class StepRace {
  /** Steps of each before the clock starts: compiled code, warm caches, sized workspaces. */
  private static final int WARM_UP = 5;

  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * One library in the race.
   *
   * @param precision the numbers it computes with
   * @param engine not closed by the race
   */
  record Runner(String precision, DreamEngine engine) {
    String name() {
      return engine.name();
    }
  }

  /** What one of them took, in ms. */
  record Time(Runner runner, double min, double median) {}

  private final Clock clock;

  StepRace(Clock clock) {
    this.clock = clock;
  }

  /**
   * Runs them.
   *
   * @param runs steps of each that are timed, at least 1
   * @return one for each runner, in their order
   * @throws BenchFailure if a gradient differs from the first runner's
   */
  List<Time> run(
      List<Runner> runners, Program program, Objective objective, PictureSize size, int runs) {
    List<DreamPlan> plans = new ArrayList<>();
    try (PlanarImage image = new PlanarImage(size.width(), size.height())) {
      for (Runner runner : runners) {
        plans.add(runner.engine().prepare(program, objective, size.width(), size.height()));
      }
      requireAgreement(runners, plans, size);
      double[][] millis = new double[plans.size()][runs];
      for (int i = -WARM_UP; i < runs; i++) {
        for (int r = 0; r < plans.size(); r++) {
          // The first step of a turn is not timed: the one before left its data in the caches, and
          // perhaps threads that still spin on a core.
          fill(image);
          plans.get(r).step(image, 1, true);
          // The same picture for everybody: a long ascent leaves the range of real ones.
          fill(image);
          long start = clock.nanoTime();
          plans.get(r).step(image, 1, true);
          if (i >= 0) {
            millis[r][i] = (clock.nanoTime() - start) / NANOS_PER_MILLI;
          }
        }
      }
      List<Time> times = new ArrayList<>();
      for (int r = 0; r < plans.size(); r++) {
        Arrays.sort(millis[r]);
        times.add(new Time(runners.get(r), millis[r][0], median(millis[r])));
      }
      return times;
    } finally {
      plans.forEach(DreamPlan::close);
    }
  }

  private static void requireAgreement(
      List<Runner> runners, List<DreamPlan> plans, PictureSize size) {
    try (PlanarImage image = new PlanarImage(size.width(), size.height());
        PlanarImage first = new PlanarImage(size.width(), size.height());
        PlanarImage other = new PlanarImage(size.width(), size.height())) {
      fill(image);
      plans.get(0).gradient(image, first);
      for (int r = 1; r < plans.size(); r++) {
        plans.get(r).gradient(image, other);
        double cosine = cosine(first, other);
        double needed = agreement(runners.get(r), runners.get(0));
        // Written so that NaN is refused too.
        if (!(cosine >= needed)) {
          throw new BenchFailure(
              "%s and %s do not compute the same gradient (cosine %.6f, at least %s is needed):"
                      .formatted(runners.get(0).name(), runners.get(r).name(), cosine, needed)
                  + " there is nothing to compare until one of them is mended");
        }
      }
    }
  }

  /** How well two must agree: rounding to bfloat16 alone costs 0.002. */
  private static double agreement(Runner a, Runner b) {
    boolean exact = a.precision().equals("float32") && b.precision().equals("float32");
    return exact ? 0.99999 : 0.99;
  }

  static double cosine(PlanarImage a, PlanarImage b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.count(); i++) {
      double x = a.values().get(i);
      double y = b.values().get(i);
      dot += x * y;
      squaresA += x * x;
      squaresB += y * y;
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }

  /** Noise, the same each time: nothing in the network stays at rest. */
  static void fill(PlanarImage image) {
    Random random = new Random(1);
    FloatBuffer values = image.values();
    for (int i = 0; i < image.count(); i++) {
      values.put(i, random.nextFloat() * 255);
    }
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
