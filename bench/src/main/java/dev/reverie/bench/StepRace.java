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
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Times one step of several libraries in one run. They take turns, A B A B, so that whatever else
 * the machine does meets them all alike; before that their gradients must agree (and their
 * objectives, which is all that those without gradients have), so that nobody is praised for being
 * fast and wrong.
 */
final class StepRace {
  /** Turns of each before the clock starts: compiled code, warm caches, sized workspaces. */
  private static final int WARM_UP = 5;

  /** Who has taken this long is warm. */
  private static final double WARM_UP_MILLIS = 2000;

  /**
   * Whose step takes longer than this has few turns only: everybody else would wait for minutes.
   */
  private static final double SLOW_MILLIS = 500;

  private static final int SLOW_TURNS = 3;

  private static final String NOTHING = "there is nothing to compare until one of them is mended";

  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * One library in the race.
   *
   * @param precision the numbers it computes with
   * @param forwardOnly whether its step is the forward pass alone
   * @param engine not closed by the race
   */
  record Runner(String precision, boolean forwardOnly, DreamEngine engine) {
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
   * @param runs steps of each that are timed, at least 1; of those that take more than half a
   *     second, about three
   * @return one for each runner, in their order
   * @throws BenchFailure if a gradient or objective differs from the first runner's
   */
  List<Time> run(
      List<Runner> runners, Program program, Objective objective, PictureSize size, int runs) {
    List<DreamPlan> plans = new ArrayList<>();
    try (PlanarImage image = new PlanarImage(size.width(), size.height())) {
      for (Runner runner : runners) {
        plans.add(runner.engine().prepare(program, objective, size.width(), size.height()));
      }
      requireAgreement(runners, plans, size);
      Laps[] laps = new Laps[plans.size()];
      Arrays.setAll(laps, r -> new Laps());
      for (int turn = 0; turn < WARM_UP; turn++) {
        for (int r = 0; r < laps.length; r++) {
          if (laps[r].total() < WARM_UP_MILLIS) {
            laps[r].add(turn(plans.get(r), image));
          }
        }
      }
      for (Laps lap : laps) {
        lap.begin();
      }
      for (int turn = 0; turn < runs; turn++) {
        for (int r = 0; r < laps.length; r++) {
          if (!laps[r].slow() || turn % Math.max(1, runs / SLOW_TURNS) == 0) {
            laps[r].add(turn(plans.get(r), image));
          }
        }
      }
      List<Time> times = new ArrayList<>();
      for (int r = 0; r < laps.length; r++) {
        times.add(new Time(runners.get(r), laps[r].min(), laps[r].median()));
      }
      return times;
    } finally {
      plans.forEach(DreamPlan::close);
    }
  }

  /** One runner's turn; returns what its timed step took, in ms. */
  private double turn(DreamPlan plan, PlanarImage image) {
    // The first step of a turn is not timed: the one before left its data in the caches, and
    // perhaps
    // threads that still spin on a core.
    fill(image);
    plan.step(image, 1, true);
    // The same picture for everybody: a long ascent leaves the range of real ones.
    fill(image);
    long start = clock.nanoTime();
    plan.step(image, 1, true);
    return (clock.nanoTime() - start) / NANOS_PER_MILLI;
  }

  private static void requireAgreement(
      List<Runner> runners, List<DreamPlan> plans, PictureSize size) {
    try (PlanarImage image = new PlanarImage(size.width(), size.height());
        PlanarImage first = new PlanarImage(size.width(), size.height());
        PlanarImage other = new PlanarImage(size.width(), size.height())) {
      fill(image);
      int reference = reference(runners);
      if (!runners.get(reference).forwardOnly()) {
        plans.get(reference).gradient(image, first);
      }
      for (int r = 0; r < plans.size(); r++) {
        if (runners.get(r).forwardOnly()) {
          requireSameObjective(
              runners.get(reference),
              plans.get(reference).objective(image),
              runners.get(r),
              plans.get(r).objective(image));
        } else {
          plans.get(r).gradient(image, other);
          requireSameGradient(runners.get(reference), runners.get(r), cosine(first, other));
        }
      }
    }
  }

  /** The first that has a gradient, or else the first. */
  private static int reference(List<Runner> runners) {
    for (int r = 0; r < runners.size(); r++) {
      if (!runners.get(r).forwardOnly()) {
        return r;
      }
    }
    return 0;
  }

  private static void requireSameGradient(Runner a, Runner b, double cosine) {
    double needed = exact(a, b) ? 0.99999 : 0.99;
    // Written so that NaN is refused too.
    if (!(cosine >= needed)) {
      throw new BenchFailure(
          "%s and %s do not compute the same gradient (cosine %.6f, at least %s is needed): %s"
              .formatted(a.name(), b.name(), cosine, needed, NOTHING));
    }
  }

  private static void requireSameObjective(Runner a, double x, Runner b, double y) {
    double allowed = exact(a, b) ? 1e-3 : 0.05;
    if (!(Math.abs(x - y) <= allowed * Math.abs(x))) {
      throw new BenchFailure(
          "%s and %s do not compute the same objective (%.6g and %.6g): %s"
              .formatted(a.name(), b.name(), x, y, NOTHING));
    }
  }

  /** Whether neither rounds to bfloat16, which alone costs 0.002 of the cosine. */
  private static boolean exact(Runner a, Runner b) {
    return a.precision().equals(StepPeer.FLOAT32) && b.precision().equals(StepPeer.FLOAT32);
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

  /** What one runner's steps took, in ms. */
  private static final class Laps {
    private final List<Double> millis = new ArrayList<>();
    private boolean slow;

    void add(double ms) {
      millis.add(ms);
    }

    double total() {
      return millis.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Forgets the warm-up, but for whether it was slow. */
    void begin() {
      slow = min() > SLOW_MILLIS;
      millis.clear();
    }

    boolean slow() {
      return slow;
    }

    double min() {
      return Collections.min(millis);
    }

    double median() {
      List<Double> sorted = millis.stream().sorted().toList();
      int middle = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(middle)
          : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
  }
}
