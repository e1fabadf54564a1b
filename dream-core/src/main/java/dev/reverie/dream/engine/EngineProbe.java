package dev.reverie.dream.engine;

import dev.reverie.config.Clock;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures engines on this machine, as it is now: steps of a small network on a small picture.
 * Takes a second at most, and less where the figures settle earlier. Runs on the calling thread,
 * which opens and closes the engines.
 *
 * <p>Where the dream is to share the machine with the live picture, steps are timed beside a thread
 * that does nothing but keep a core busy, and on average: the system moves such a thread about, so
 * that now and then a step is not disturbed at all, and the best one would say nothing. Where the
 * dream has the machine to itself, the best step is the one that others did not disturb.
 */
public final class EngineProbe {
  private static final long BUDGET = TimeUnit.SECONDS.toNanos(1);

  /** An engine that takes this long for the smallest of pictures is not going to win. */
  private static final long TOO_SLOW = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int SMALL = 32;

  /** This many steps without a new best by {@link #GAIN}: it will get no faster. */
  private static final int SETTLED = 8;

  /** Likewise, of an engine that is fast from the first steps on. */
  private static final int SETTLED_AT_ONCE = 2;

  private static final double GAIN = 0.97;

  /** Several slices of the system's scheduler, and so long an average needs. */
  private static final long TIMED = TimeUnit.MILLISECONDS.toNanos(50);

  private static final int FEWEST_TIMED = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  private final EngineCatalogue catalogue;
  private final Clock clock;

  /**
   * @param catalogue what to open
   */
  public EngineProbe(EngineCatalogue catalogue, Clock clock) {
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param timings the fastest first; those are missing that failed, are far too slow, or whose
   *     turn did not come in time
   * @param failed what could not be measured
   * @param problems why, a sentence each
   * @param complete whether every engine that did not fail has a figure: otherwise another attempt,
   *     on a day when the machine has more time, may come to another result
   */
  public record Outcome(
      List<Timing> timings, List<EngineChoice> failed, List<String> problems, boolean complete) {
    public Outcome {
      timings = List.copyOf(timings);
      failed = List.copyOf(failed);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Measures.
   *
   * @param candidates in the order in which they are tried while there is time
   * @param shared whether the machine is to be shared with the live picture
   * @param direction whether it is for programs that give the direction themselves
   */
  public Outcome measure(List<EngineChoice> candidates, boolean shared, boolean direction) {
    long deadline = clock.nanoTime() + BUDGET;
    List<Timing> timings = new ArrayList<>();
    List<EngineChoice> failed = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    ProbeSubject subject = ProbeSubject.of(direction);
    Program program = subject.program();
    for (int i = 0;
        i < candidates.size()
            && clock.nanoTime() < deadline
            && !Thread.currentThread().isInterrupted();
        i++) {
      EngineChoice choice = candidates.get(i);
      boolean warmsUp = catalogue.trial(choice.engine()) == EngineCatalogue.Trial.WARMS_UP;
      long now = clock.nanoTime();
      // One that is fast at once must leave time for the others; one that is not may need it all.
      long slice = (deadline - now) / (warmsUp ? 1 : candidates.size() - i + 1);
      try (DreamEngine engine = catalogue.open(choice)) {
        double nanos = measure(engine, subject, program, now + slice, shared, warmsUp);
        if (Double.isNaN(nanos)) {
          continue;
        }
        if (Double.isFinite(nanos)) {
          timings.add(new Timing(choice, nanos / NANOS_PER_MILLI));
        } else {
          failed.add(choice);
        }
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        failed.add(choice);
        problems.add(Troubles.reason(choice.engine(), e));
      }
    }
    timings.sort(Comparator.comparingDouble(Timing::millis));
    Set<String> done = new HashSet<>();
    timings.forEach(timing -> done.add(timing.choice().engine()));
    failed.forEach(choice -> done.add(choice.engine()));
    boolean complete = candidates.stream().allMatch(choice -> done.contains(choice.engine()));
    return new Outcome(timings, failed, problems, complete);
  }

  /**
   * Nanoseconds of a step; infinite if it is far too slow, NaN if there was no time to warm up: it
   * would be measured as much slower than it is.
   */
  private double measure(
      DreamEngine engine,
      ProbeSubject subject,
      Program program,
      long deadline,
      boolean shared,
      boolean warmsUp) {
    if (warmsUp && isFarTooSlow(engine, program)) {
      return Double.POSITIVE_INFINITY;
    }
    try (DreamPlan plan =
            engine.prepare(program, Objective.MEAN, subject.width(), subject.height());
        PlanarImage image = new PlanarImage(subject.width(), subject.height())) {
      Settling settling =
          settle(plan, image, deadline - 2 * TIMED, warmsUp ? SETTLED : SETTLED_AT_ONCE);
      if (warmsUp && !settling.settled()) {
        return Double.NaN;
      }
      if (!shared) {
        return settling.best();
      }
      try (SpinningThread busy = new SpinningThread()) {
        return average(plan, image, busy);
      }
    }
  }

  /**
   * The first steps.
   *
   * @param best nanoseconds of the fastest
   * @param settled whether they had stopped to get faster
   */
  private record Settling(long best, boolean settled) {}

  private boolean isFarTooSlow(DreamEngine engine, Program program) {
    try (DreamPlan plan = engine.prepare(program, Objective.MEAN, SMALL, SMALL);
        PlanarImage image = new PlanarImage(SMALL, SMALL)) {
      step(plan, image);
      return step(plan, image) > TOO_SLOW;
    }
  }

  /** Steps until they get no faster, or until the deadline. */
  private Settling settle(DreamPlan plan, PlanarImage image, long deadline, int enough) {
    step(plan, image);
    long best = step(plan, image);
    long settled = best;
    int idle = 0;
    while (idle < enough && clock.nanoTime() < deadline) {
      best = Math.min(best, step(plan, image));
      idle++;
      if (best < GAIN * settled) {
        settled = best;
        idle = 0;
      }
    }
    return new Settling(best, idle == enough);
  }

  private double average(DreamPlan plan, PlanarImage image, SpinningThread busy) {
    long from = clock.nanoTime();
    int steps = 0;
    long taken = 0;
    while (steps == 0
        || (busy.isBusy() && taken < 2 * TIMED && (steps < FEWEST_TIMED || taken < TIMED))) {
      step(plan, image);
      steps++;
      taken = clock.nanoTime() - from;
    }
    return (double) taken / steps;
  }

  private long step(DreamPlan plan, PlanarImage image) {
    // Begins at the same picture each time: long ascents leave the range of real pictures.
    image.clear();
    long from = clock.nanoTime();
    plan.step(image, 1, true);
    return clock.nanoTime() - from;
  }
}
