package dev.reverie.dream.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ranks the engines that are in question: by what was measured at an earlier start, else by
 * measuring now, else by what usually holds. What cannot win is not measured: it only stands by.
 * Used by one thread at a time.
 */
public final class EngineChooser implements AutoEngine.Ranker {
  private static final Logger log = LoggerFactory.getLogger(EngineChooser.class);
  private static final String AUTO = "auto";

  /** Below this, every number of threads is a candidate; beyond, doublings are. */
  private static final int FEW_CORES = 4;

  /** What the dream shares the machine with. */
  public enum Purpose {
    /** Capture, compositing and encoding. */
    LIVE,

    /** Nothing. */
    STILL;

    /** One word, for keys and messages. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What may be chosen.
   *
   * @param engine a name, or {@code auto} for any
   * @param threads 0 for any number
   * @param cores that the machine has
   */
  public record Question(String engine, int threads, int cores, Purpose purpose) {}

  private final EngineCatalogue catalogue;
  private final Question question;
  private final EngineProbe probe;
  private final ProbeCache cache;
  private final Map<String, List<Timing>> measured = new HashMap<>();

  /**
   * @param cache what was measured at earlier starts
   */
  public EngineChooser(
      EngineCatalogue catalogue, Question question, EngineProbe probe, ProbeCache cache) {
    this.catalogue = catalogue;
    this.question = question;
    this.probe = probe;
    this.cache = cache;
  }

  /** {@inheritDoc} May take a second: engines are opened, measured and closed on this thread. */
  @Override
  public EngineRanking rank(@Nullable Precision precision, boolean direction) {
    List<String> problems = new ArrayList<>();
    List<EngineChoice> all = candidates(precision, problems);
    List<EngineChoice> contenders = contenders(all);
    if (contenders.stream().anyMatch(choice -> choice.precision() == Precision.BFLOAT16)) {
      problems.clear(); // who is missing could not have won
    }
    problems.forEach(problem -> log.warn("{}", problem));
    List<Timing> timings = List.of();
    Set<EngineChoice> failed = Set.of();
    String how;
    if (contenders.size() < 2) {
      how = all.size() < 2 ? "the only one in question" : "no other can be faster";
    } else {
      String key = key(contenders, direction);
      List<Timing> remembered = measured.getOrDefault(key, cache.recall(key, contenders));
      if (remembered.isEmpty()) {
        EngineProbe.Outcome outcome =
            probe.measure(contenders, question.purpose() == Purpose.LIVE, direction);
        timings = outcome.timings();
        failed = Set.copyOf(outcome.failed());
        addNew(problems, outcome.problems());
        if (!timings.isEmpty() && !Thread.currentThread().isInterrupted()) {
          measured.put(key, timings);
          if (outcome.complete()) {
            cache.remember(key, timings);
          }
        }
        how = timings.isEmpty() ? "nothing could be measured" : "measured now";
      } else {
        timings = remembered;
        how = measured.containsKey(key) ? "measured before" : "remembered from an earlier start";
      }
    }
    List<EngineChoice> choices = order(all, timings, failed);
    if (!direction && contenders.size() > 1) {
      String late = favourLate(choices, timings, failed);
      how += late.isEmpty() ? "" : "; " + late + " had no time to warm up, but usually wins here";
    }
    String reason = reason(choices, how, timings, direction);
    log.info("dreaming with {}: {}", choices.isEmpty() ? "no engine" : choices.get(0), reason);
    return new EngineRanking(choices, reason, timings, problems);
  }

  /**
   * Everything that could serve, with every number of threads; what usually is best comes first.
   */
  private List<EngineChoice> candidates(@Nullable Precision precision, List<String> problems) {
    List<EngineChoice> exact = new ArrayList<>();
    List<EngineChoice> coarse = new ArrayList<>();
    for (String engine :
        question.engine().equals(AUTO) ? catalogue.names() : List.of(question.engine())) {
      try {
        for (Precision can : catalogue.precisions(engine)) {
          for (int threads : threads(engine)) {
            (can == Precision.FLOAT32 ? exact : coarse).add(new EngineChoice(engine, can, threads));
          }
        }
      } catch (EngineException | LinkageError e) {
        addNew(problems, List.of(Troubles.reason(engine, e)));
      }
    }
    // Who wants the coarse precision gets the exact one rather than no dream at all.
    return precision == Precision.FLOAT32
        ? exact
        : Stream.concat(coarse.stream(), exact.stream()).toList();
  }

  /** The number that is likely to be best comes first. */
  private Collection<Integer> threads(String engine) {
    if (question.threads() > 0) {
      return List.of(question.threads());
    }
    int cores = question.cores();
    if (question.purpose() == Purpose.STILL) {
      return List.of(cores);
    }
    Set<Integer> counts = new LinkedHashSet<>(List.of(Engines.liveThreads(cores)));
    switch (catalogue.trial(engine)) {
      case PROMPT -> {
        TreeSet<Integer> more = new TreeSet<>(List.of(1, cores));
        for (int n = 2; n < cores; n = cores <= FEW_CORES ? n + 1 : 2 * n) {
          more.add(n);
        }
        counts.addAll(more.descendingSet());
      }
      case WARMS_UP -> counts.add(cores);
      case NONE -> {
        // Never measured: the number that usually is right.
      }
    }
    return counts;
  }

  /** Those that may win: bfloat16 on a CPU that has it beats every float32 by several times. */
  private List<EngineChoice> contenders(List<EngineChoice> all) {
    boolean coarse = all.stream().anyMatch(choice -> choice.precision() == Precision.BFLOAT16);
    return all.stream()
        .filter(choice -> !coarse || choice.precision() == Precision.BFLOAT16)
        .filter(choice -> catalogue.trial(choice.engine()) != EngineCatalogue.Trial.NONE)
        .toList();
  }

  /** Each engine and precision once: those that were measured by speed, then the others. */
  private static List<EngineChoice> order(
      List<EngineChoice> all, List<Timing> timings, Set<EngineChoice> failed) {
    List<EngineChoice> order = new ArrayList<>();
    timings.forEach(timing -> addFirstOfItsKind(order, timing.choice()));
    all.stream().filter(c -> !failed.contains(c)).forEach(c -> addFirstOfItsKind(order, c));
    all.forEach(choice -> addFirstOfItsKind(order, choice));
    return order;
  }

  /**
   * Where a gradient is computed, the engine that has to warm up has won in float32 on every kind
   * of machine it was tried on, by a third and more: on a machine too busy to show it, that counts.
   *
   * @return its name; empty if there is none, or it had its chance
   */
  private String favourLate(
      List<EngineChoice> choices, List<Timing> timings, Set<EngineChoice> failed) {
    if (choices.get(0).precision() != Precision.FLOAT32) {
      return "";
    }
    for (EngineChoice choice : choices) {
      boolean tried =
          failed.contains(choice)
              || timings.stream().anyMatch(t -> t.choice().engine().equals(choice.engine()));
      if (catalogue.trial(choice.engine()) == EngineCatalogue.Trial.WARMS_UP && !tried) {
        choices.remove(choice);
        choices.add(0, choice);
        return choice.engine();
      }
    }
    return "";
  }

  private static void addFirstOfItsKind(List<EngineChoice> order, EngineChoice choice) {
    boolean there =
        order.stream()
            .anyMatch(
                c -> c.engine().equals(choice.engine()) && c.precision() == choice.precision());
    if (!there) {
      order.add(choice);
    }
  }

  private String reason(
      List<EngineChoice> choices, String how, List<Timing> timings, boolean direction) {
    String threads =
        question.threads() > 0
            ? "threads as set"
            : question.purpose() == Purpose.STILL ? "all cores" : "one core is left to the picture";
    String engine = question.engine().equals(AUTO) ? "" : "engine as set; ";
    if (timings.isEmpty()) {
      return engine + how + (choices.isEmpty() ? "" : "; " + threads);
    }
    return engine
        + timings.stream().map(Timing::toString).collect(Collectors.joining(", "))
        + " for a step of "
        + ProbeSubject.of(direction)
        + (question.purpose() == Purpose.LIVE ? " beside a busy thread" : "")
        + ", "
        + how;
  }

  /** What the figures were made for, and among whom. */
  private String key(List<EngineChoice> contenders, boolean direction) {
    return question.purpose().label()
        + ", "
        + ProbeSubject.of(direction)
        + ": "
        + contenders.stream().map(EngineChoice::toString).collect(Collectors.joining(", "));
  }

  private static void addNew(List<String> problems, List<String> more) {
    more.stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
  }
}
