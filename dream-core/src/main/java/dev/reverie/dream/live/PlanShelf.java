package dev.reverie.dream.live;

import dev.reverie.config.Clock;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans in use: one for each octave of what is dreamed now. Those of what is wanted next are
 * prepared in the background, and the ones in use stay in use until all of them are ready. Owns all
 * plans; belongs to the engine's thread.
 */
final class PlanShelf implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PlanShelf.class);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);

  /**
   * A complete set of plans, valid until the next call of {@link PlanShelf#plans}.
   *
   * @param key what they are for
   */
  record Plans(PlanKey key, Map<PictureSize, DreamPlan> bySize) {
    Plans {
      bySize = Map.copyOf(bySize);
    }

    /** The plan for one of the key's sizes. */
    DreamPlan plan(PictureSize size) {
      DreamPlan plan = bySize.get(size);
      if (plan == null) {
        throw new IllegalArgumentException("there is no plan for " + size + ", only for " + key);
      }
      return plan;
    }
  }

  /**
   * An order that failed.
   *
   * @param pause how long it rests, in nanoseconds
   * @param until when it may be tried again, in the clock's nanoseconds
   */
  private record Failure(String message, long pause, long until) {}

  private final DreamEngine engine;
  private final Clock clock;
  private final PlanPreparer preparer = new PlanPreparer(this::prepare);

  /** By target, because the plans of one program share its weights. */
  private final Map<PlanKey.Target, Program> programs = new ConcurrentHashMap<>();

  private final Map<PlanOrder, DreamPlan> ready = new HashMap<>();
  private final Map<PlanOrder, Failure> failures = new HashMap<>();
  private @Nullable Plans current;
  private @Nullable PlanKey wanted;
  private @Nullable PlanKey spare;

  /** Whether there are other wishes than the preparer knows of. */
  private boolean changed;

  /**
   * Empty.
   *
   * @param engine not closed
   */
  PlanShelf(DreamEngine engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * The plans to dream with now: those for {@code newest} if they are ready, else those in use, and
   * meanwhile the former are prepared. Returns at once, but for the first time, when there are none
   * in use. If they cannot be had, the ones in use stay, {@link #problem} says why, and they are
   * tried again after a pause, longer each time, or at once when something else was wanted between.
   *
   * @throws RuntimeException why the first ones cannot be had
   */
  Plans plans(PlanKey newest) {
    Plans now = current;
    if (now == null) {
      return first(newest);
    }
    if (!newest.equals(wanted)) {
      wanted = newest;
      changed = true;
    }
    boolean news = collect();
    if (news || changed || isRetryDue()) {
      changed = false;
      if (!newest.equals(now.key()) && ready.keySet().containsAll(newest.orders())) {
        now = gather(newest);
        current = now;
      }
      clear(now.key(), newest);
      preparer.want(missing(newest));
    }
    return now;
  }

  /**
   * Prepares what will be wanted soon, and keeps it until something else is announced: the change
   * then happens at once. What is wanted now comes first. One that cannot be had is no problem
   * until it is wanted.
   *
   * @param next null if nothing is to be kept
   */
  void prefetch(@Nullable PlanKey next) {
    if (next == null ? spare != null : !next.equals(spare)) {
      spare = next;
      changed = true;
    }
  }

  /** Why what was last wanted is not there, in a sentence; empty if it is or is on its way. */
  String problem() {
    PlanKey newest = wanted;
    if (failures.isEmpty() || newest == null) {
      return "";
    }
    return newest.orders().stream()
        .map(failures::get)
        .filter(failure -> failure != null)
        .map(Failure::message)
        .findFirst()
        .orElse("");
  }

  private Plans first(PlanKey newest) {
    try {
      for (PlanOrder order : newest.orders()) {
        ready.put(order, prepare(order));
      }
    } catch (RuntimeException | Error e) {
      freeAll();
      throw e;
    }
    wanted = newest;
    changed = true;
    Plans now = gather(newest);
    current = now;
    return now;
  }

  /** On the preparer's thread, but for the first plans. */
  private DreamPlan prepare(PlanOrder order) {
    PlanKey.Target target = order.target();
    Program program = programs.get(target);
    if (program == null) {
      program = target.model().program(target.layer());
      programs.put(target, program);
    }
    return engine.prepare(
        program,
        target.objective(),
        order.size().width(),
        order.size().height(),
        target.precision());
  }

  /** Takes over what the preparer has done; returns whether there was anything. */
  private boolean collect() {
    List<PlanPreparer.Outcome> outcomes = preparer.take();
    for (PlanPreparer.Outcome outcome : outcomes) {
      if (outcome instanceof PlanPreparer.Ready done) {
        failures.remove(done.order());
        ready.put(done.order(), done.plan());
      } else if (outcome instanceof PlanPreparer.Failed failed) {
        note(failed);
      }
    }
    return !outcomes.isEmpty();
  }

  private void note(PlanPreparer.Failed failed) {
    Throwable reason = failed.reason();
    String message =
        reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
    Failure before = failures.get(failed.order());
    long pause = before == null ? FIRST_PAUSE : Math.min(2 * before.pause(), LONGEST_PAUSE);
    failures.put(failed.order(), new Failure(message, pause, clock.nanoTime() + pause));
    if (before == null || !before.message().equals(message)) {
      PlanKey.Target target = failed.order().target();
      log.warn(
          "cannot prepare {} {} at {}, the dream goes on as it was: {}",
          target.model().name(),
          target.layer(),
          failed.order().size(),
          message);
      log.debug("the reason", reason);
    }
  }

  private boolean isRetryDue() {
    if (failures.isEmpty()) {
      return false;
    }
    long now = clock.nanoTime();
    return failures.values().stream().anyMatch(failure -> now - failure.until() >= 0);
  }

  private Plans gather(PlanKey key) {
    Map<PictureSize, DreamPlan> bySize = new HashMap<>();
    for (PlanOrder order : key.orders()) {
      DreamPlan plan = ready.get(order);
      if (plan != null) {
        bySize.put(order.size(), plan);
      }
    }
    return new Plans(key, bySize);
  }

  /** What has to be prepared, in this order; without what failed and has to rest. */
  private Set<PlanOrder> missing(PlanKey newest) {
    Set<PlanOrder> missing = new LinkedHashSet<>();
    List<PlanKey> keys = new ArrayList<>(List.of(newest));
    if (spare != null) {
      keys.add(spare);
    }
    long now = clock.nanoTime();
    for (PlanKey key : keys) {
      List<PlanOrder> orders = key.orders();
      boolean rests =
          orders.stream()
              .map(failures::get)
              .anyMatch(failure -> failure != null && now - failure.until() < 0);
      if (!rests) {
        orders.stream().filter(order -> !ready.containsKey(order)).forEach(missing::add);
      }
    }
    return missing;
  }

  /** Frees and forgets what belongs to none of the keys, nor to the spare one. */
  private void clear(PlanKey inUse, PlanKey newest) {
    Set<PlanOrder> keep = new HashSet<>(inUse.orders());
    keep.addAll(newest.orders());
    if (spare != null) {
      keep.addAll(spare.orders());
    }
    ready
        .entrySet()
        .removeIf(
            entry -> {
              boolean unused = !keep.contains(entry.getKey());
              if (unused) {
                entry.getValue().close();
              }
              return unused;
            });
    failures.keySet().retainAll(keep);
    Set<PlanKey.Target> targets = new HashSet<>();
    keep.forEach(order -> targets.add(order.target()));
    programs.keySet().retainAll(targets);
  }

  private void freeAll() {
    ready.values().forEach(DreamPlan::close);
    ready.clear();
    programs.clear();
  }

  /** Waits for what is being prepared, and frees all plans. */
  @Override
  public void close() {
    preparer.close();
    for (PlanPreparer.Outcome outcome : preparer.take()) {
      if (outcome instanceof PlanPreparer.Ready late) {
        late.plan().close();
      }
    }
    freeAll();
    failures.clear();
    current = null;
    wanted = null;
    spare = null;
  }
}
