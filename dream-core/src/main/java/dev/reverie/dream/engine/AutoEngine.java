package dev.reverie.dream.engine;

import dev.reverie.dream.network.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Dreams with the best engine that works. Each is opened when its turn comes. One that cannot be
 * opened, cannot prepare a plan or fails in a step is said so once, and the next takes over, in the
 * middle of a dream too; only when none is left does this one fail.
 */
public final class AutoEngine implements DreamEngine {
  private static final String AUTO = "auto";

  /** Which engines to try, for a wanted precision and a kind of program. */
  @FunctionalInterface
  public interface Ranker {
    /**
     * The engines in the order in which to try them. Asked once for each, on the thread that
     * prepares a plan, while nothing computes here; by one thread at a time.
     *
     * @param precision null for any
     * @param direction whether it is for programs that give the direction themselves, rather than
     *     for those that are differentiated
     */
    EngineRanking rank(@Nullable Precision precision, boolean direction);
  }

  /** A plan that is wanted, and who is to be asked for it. */
  record Order(
      Program program, Objective objective, int width, int height, EngineRanking ranking) {}

  /** A plan, by whom it was prepared, and what is to be said while it computes. */
  record Prepared(OpenEngines.Home home, DreamPlan plan, EngineReport report) {}

  private final Ranker ranker;
  private final OpenEngines engines;
  private final Troubles troubles = new Troubles();
  private final @Nullable Precision usual;

  /**
   * Held by who measures engines and by who runs a step: figures that were measured beside a
   * running dream would be wrong, and they are remembered for all later starts. Fair, because steps
   * follow each other without a pause.
   */
  private final ReentrantLock machine = new ReentrantLock(true);

  /** Guarded by {@link #machine}. */
  private final Map<String, EngineRanking> rankings = new HashMap<>();

  private volatile EngineReport newest = new EngineReport(AUTO, "", null, "", List.of(), List.of());
  private volatile @Nullable EngineReport running;

  /**
   * Opens nothing yet.
   *
   * @param catalogue opens them
   * @param usual the precision of plans that are prepared without naming one; null for any
   */
  public AutoEngine(Ranker ranker, EngineCatalogue catalogue, @Nullable Precision usual) {
    this.ranker = ranker;
    this.engines = new OpenEngines(catalogue);
    this.usual = usual;
  }

  /**
   * The name of the engine that computed last; before anything was computed, of the one that
   * prepared the newest plan, and {@code auto} before the first.
   */
  @Override
  public String name() {
    return report().name();
  }

  @Override
  public String detail() {
    return report().detail();
  }

  @Override
  public EngineReport report() {
    EngineReport now = running;
    return now == null ? newest : now;
  }

  @Override
  public DreamPlan prepare(Program program, Objective objective, int width, int height) {
    return prepare(program, objective, width, height, usual);
  }

  /**
   * {@inheritDoc} The first plan of a kind waits for the step that is running, and steps wait for
   * it, while the engines are measured.
   *
   * @throws EngineException if no engine is left that can do it
   */
  @Override
  public DreamPlan prepare(
      Program program, Objective objective, int width, int height, @Nullable Precision precision) {
    EngineRanking ranking = ranking(precision, program.direction());
    return new SurvivingPlan(this, new Order(program, objective, width, height, ranking));
  }

  private EngineRanking ranking(@Nullable Precision precision, boolean direction) {
    machine.lock();
    try {
      return rankings.computeIfAbsent(
          (precision == null ? AUTO : precision.label()) + direction,
          key -> ranker.rank(precision, direction));
    } finally {
      machine.unlock();
    }
  }

  /**
   * Prepares a plan with the best engine that can.
   *
   * @throws EngineException if none is left
   */
  Prepared prepare(Order order) {
    @Nullable Throwable last = null;
    for (EngineChoice choice : order.ranking().choices()) {
      if (troubles.isLost(choice)) {
        continue;
      }
      OpenEngines.Home home;
      try {
        home = engines.enter(choice);
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        last = e;
        troubles.lose(choice, e);
        continue;
      }
      boolean used = false;
      try {
        DreamPlan plan =
            home.engine()
                .prepare(order.program(), order.objective(), order.width(), order.height());
        used = true;
        troubles.forget(choice);
        EngineReport report = report(home, order.ranking());
        newest = report;
        return new Prepared(home, plan, report);
      } catch (IllegalArgumentException e) {
        throw e; // nobody could do that
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        last = e;
        troubles.note(choice, e);
      } finally {
        if (!used) {
          engines.leave(home);
        }
      }
    }
    String reasons = String.join("; ", troubles.warnings(order.ranking()));
    throw new EngineException(
        "no engine is left to dream with ("
            + (reasons.isEmpty() ? "there is none" : reasons)
            + "); see ./reverie doctor",
        last == null ? new IllegalStateException("no engine") : last);
  }

  private EngineReport report(OpenEngines.Home home, EngineRanking ranking) {
    List<String> warnings = troubles.warnings(ranking);
    String detail = home.engine().detail();
    return new EngineReport(
        home.engine().name(),
        warnings.isEmpty() ? detail : detail + "; instead of " + String.join("; ", warnings),
        home.choice(),
        ranking.reason(),
        ranking.timings(),
        warnings);
  }

  /** Computes something, while no engines are measured. */
  double run(Prepared prepared, SurvivingPlan.Work work) {
    machine.lock();
    try {
      double result = work.on(prepared.plan());
      running = prepared.report();
      return result;
    } finally {
      machine.unlock();
    }
  }

  /** Notes that an engine failed in a step. */
  void lose(Prepared failed, Throwable e) {
    troubles.lose(failed.home().choice(), e);
  }

  /** Frees a plan, and its engine if it was the last. */
  void free(Prepared prepared) {
    try {
      prepared.plan().close();
    } finally {
      engines.leave(prepared.home());
    }
  }

  @Override
  public void close() {
    engines.close();
  }
}
