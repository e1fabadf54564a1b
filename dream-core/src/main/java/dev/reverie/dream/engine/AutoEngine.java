package dev.reverie.dream.engine;

import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dreams with the best engine that works. Each is opened when its turn comes, on this engine's one
 * thread. One that cannot be opened, cannot prepare a plan or fails in a step is said so once, and
 * the next takes over, in the middle of a dream too; only when none is left does this one fail.
 */
public final class AutoEngine implements DreamEngine {
  private static final Logger log = LoggerFactory.getLogger(AutoEngine.class);
  private static final String AUTO = "auto";

  /**
   * Which engines to try, for a wanted precision and a kind of program. Asked once for each, on the
   * engine's thread.
   */
  @FunctionalInterface
  public interface Ranker {
    /**
     * The engines in the order in which to try them.
     *
     * @param precision null for any
     * @param direction whether it is for programs that give the direction themselves, rather than
     *     for those that are differentiated
     */
    EngineRanking rank(@Nullable Precision precision, boolean direction);
  }

  /** An engine that is open, and how many plans of it there are. */
  private static final class Opened {
    private final EngineChoice choice;
    private final DreamEngine engine;
    private int plans;

    Opened(EngineChoice choice, DreamEngine engine) {
      this.choice = choice;
      this.engine = engine;
    }
  }

  private record Prepared(Opened home, DreamPlan plan) {}

  private final Ranker ranker;
  private final EngineCatalogue catalogue;
  private final @Nullable Precision usual;
  private final Map<String, EngineRanking> rankings = new HashMap<>();
  private final List<Opened> opened = new ArrayList<>();

  /** Could not be opened, or failed in a step: not tried again. */
  private final Set<EngineChoice> lost = new HashSet<>();

  /** What is wrong with whom. */
  private final Map<EngineChoice, String> troubles = new LinkedHashMap<>();

  private EngineReport report = new EngineReport(AUTO, "", null, "", List.of(), List.of());

  /**
   * Opens nothing yet.
   *
   * @param catalogue opens them
   * @param usual the precision of plans that are prepared without naming one; null for any
   */
  public AutoEngine(Ranker ranker, EngineCatalogue catalogue, @Nullable Precision usual) {
    this.ranker = ranker;
    this.catalogue = catalogue;
    this.usual = usual;
  }

  /** The name of the engine that prepared the newest plan; {@code auto} before the first. */
  @Override
  public String name() {
    return report.name();
  }

  @Override
  public String detail() {
    return report.detail();
  }

  @Override
  public EngineReport report() {
    return report;
  }

  @Override
  public DreamPlan prepare(Program program, Objective objective, int width, int height) {
    return prepare(program, objective, width, height, usual);
  }

  /**
   * {@inheritDoc}
   *
   * @throws EngineException if no engine is left that can do it
   */
  @Override
  public DreamPlan prepare(
      Program program, Objective objective, int width, int height, @Nullable Precision precision) {
    return new Surviving(program, objective, width, height, precision);
  }

  private Prepared prepareBest(
      Program program, Objective objective, int width, int height, @Nullable Precision precision) {
    EngineRanking ranking =
        rankings.computeIfAbsent(
            (precision == null ? AUTO : precision.label()) + program.direction(),
            key -> ranker.rank(precision, program.direction()));
    @Nullable Throwable last = null;
    for (EngineChoice choice : ranking.choices()) {
      if (lost.contains(choice)) {
        continue;
      }
      boolean open = false;
      try {
        Opened home = opened(choice);
        open = true;
        DreamPlan plan = home.engine.prepare(program, objective, width, height);
        home.plans++;
        troubles.remove(choice);
        report = report(home, ranking);
        return new Prepared(home, plan);
      } catch (IllegalArgumentException e) {
        throw e; // nobody could do that
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        last = e;
        if (!open) {
          lost.add(choice);
        }
        trouble(choice, e);
      } finally {
        closeIdle(choice);
      }
    }
    String reasons = String.join("; ", warnings(ranking));
    throw new EngineException(
        "no engine is left to dream with ("
            + (reasons.isEmpty() ? "there is none" : reasons)
            + "); see ./reverie doctor",
        last == null ? new IllegalStateException("no engine") : last);
  }

  private Opened opened(EngineChoice choice) {
    for (Opened home : opened) {
      if (home.choice.equals(choice)) {
        return home;
      }
    }
    Opened home = new Opened(choice, catalogue.open(choice));
    opened.add(home);
    return home;
  }

  /**
   * Closes an engine that has no plan any more: the number of threads is one of the native
   * library's for the whole thread, and whoever is opened again sets it again.
   */
  private void closeIdle(EngineChoice choice) {
    for (Opened home : List.copyOf(opened)) {
      if (home.choice.equals(choice) && home.plans == 0) {
        opened.remove(home);
        home.engine.close();
      }
    }
  }

  private void trouble(EngineChoice choice, Throwable e) {
    String reason = reason(choice.engine(), e);
    if (!reason.equals(troubles.put(choice, reason))) {
      log.warn("{} does not work, the next engine takes over: {}", choice, reason);
      log.debug("{} failed", choice, e);
    }
  }

  /** One line that begins with the engine's name. */
  static String reason(String engine, Throwable e) {
    String message =
        e instanceof EngineException && e.getMessage() != null ? e.getMessage() : e.toString();
    String line = message.lines().findFirst().orElse("no reason given");
    return line.startsWith(engine + ":") ? line : engine + ": " + line;
  }

  private List<String> warnings(EngineRanking ranking) {
    return Stream.concat(ranking.problems().stream(), troubles.values().stream())
        .distinct()
        .toList();
  }

  private EngineReport report(Opened home, EngineRanking ranking) {
    List<String> warnings = warnings(ranking);
    String detail = home.engine.detail();
    return new EngineReport(
        home.engine.name(),
        warnings.isEmpty() ? detail : detail + "; instead of " + String.join("; ", warnings),
        home.choice,
        ranking.reason(),
        ranking.timings(),
        warnings);
  }

  @Override
  public void close() {
    opened.forEach(home -> home.engine.close());
    opened.clear();
  }

  /** A plan that goes on with the next engine when its own fails. */
  private final class Surviving implements DreamPlan {
    private final Program program;
    private final Objective objective;
    private final int width;
    private final int height;
    private final @Nullable Precision precision;
    private @Nullable Prepared prepared;

    Surviving(
        Program program,
        Objective objective,
        int width,
        int height,
        @Nullable Precision precision) {
      this.program = program;
      this.objective = objective;
      this.width = width;
      this.height = height;
      this.precision = precision;
      prepared = prepareBest(program, objective, width, height, precision);
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public int height() {
      return height;
    }

    // The three loops end: each turn but the last loses an engine, and without any there is an
    // exception.

    @Override
    public double step(PlanarImage image, double step, boolean normalize) {
      while (true) {
        Prepared now = prepared();
        try {
          return now.plan.step(image, step, normalize);
        } catch (IllegalArgumentException e) {
          throw e;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
          lose(now, e);
        }
      }
    }

    @Override
    public double gradient(PlanarImage image, PlanarImage gradient) {
      while (true) {
        Prepared now = prepared();
        try {
          return now.plan.gradient(image, gradient);
        } catch (IllegalArgumentException e) {
          throw e;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
          lose(now, e);
        }
      }
    }

    @Override
    public double objective(PlanarImage image) {
      while (true) {
        Prepared now = prepared();
        try {
          return now.plan.objective(image);
        } catch (IllegalArgumentException e) {
          throw e;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
          lose(now, e);
        }
      }
    }

    private Prepared prepared() {
      Prepared now = prepared;
      if (now == null) {
        now = prepareBest(program, objective, width, height, precision);
        prepared = now;
      }
      return now;
    }

    private void lose(Prepared failed, Throwable e) {
      lost.add(failed.home.choice);
      trouble(failed.home.choice, e);
      close();
    }

    @Override
    public void close() {
      Prepared now = prepared;
      prepared = null;
      if (now != null) {
        now.home.plans--;
        try {
          now.plan.close();
        } finally {
          closeIdle(now.home.choice);
        }
      }
    }
  }
}
