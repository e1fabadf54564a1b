package dev.reverie.presets;

import dev.reverie.config.Clock;
import dev.reverie.config.InvalidValueException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the controls to presets, one at a time: a new one takes the place of one that is under way.
 * Its thread ({@code reverie-morph}) sleeps while there is nothing to do. Thread-safe.
 */
final class Morpher implements AutoCloseable {
  /** Twenty steps a second look smooth: the dream itself has no more new pictures than that. */
  private static final long STEP_NANOS = 50_000_000L;

  private static final double NANOS = 1e9;
  private static final Logger log = LoggerFactory.getLogger(Morpher.class);

  private final PresetTarget target;
  private final Clock clock;
  private final Thread thread;

  // Written under this object's lock.
  private volatile @Nullable Morph running;
  private volatile String problem = "";

  /**
   * Nothing is under way.
   *
   * @param target not closed
   */
  Morpher(PresetTarget target, Clock clock) {
    this.target = target;
    this.clock = clock;
    thread = new Thread(this::run, "reverie-morph");
    thread.setDaemon(true);
    target.onTouch(this::touched);
    thread.start();
  }

  private void touched(Set<String> names) {
    Morph now = running;
    if (now != null) {
      now.touch(names);
    }
  }

  /**
   * Goes to {@code goal}.
   *
   * @param preset its name
   * @param goal values by canonical name, allowed by the table of controls
   * @param seconds how long it takes; 0 is at once
   * @throws InvalidValueException if it is to be at once and a value is not allowed; then nothing
   *     has changed and what was under way is over
   */
  synchronized void start(String preset, Map<String, Object> goal, double seconds) {
    running = null;
    problem = "";
    if (seconds <= 0) {
      target.change(controls -> goal);
      return;
    }
    target.change(
        controls -> {
          // Here, where nobody can touch a control between looking and being listened to.
          running =
              new Morph(
                  preset, controls, goal, clock.nanoTime(), Math.max(1, (long) (seconds * NANOS)));
          return Map.of();
        });
    notifyAll();
  }

  /** What is under way; null if nothing is. */
  @Nullable MorphState state() {
    Morph now = running;
    return now == null ? null : now.state(clock.nanoTime());
  }

  /** Why the last preset could not be reached in full, in a sentence; empty if it could. */
  String problem() {
    return problem;
  }

  private void run() {
    try {
      while (true) {
        awaitWork();
        long next = clock.nanoTime() + STEP_NANOS;
        step();
        if (running != null) {
          clock.sleepUntil(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitWork() throws InterruptedException {
    while (running == null) {
      wait();
    }
  }

  private synchronized void step() {
    Morph now = running;
    if (now == null) {
      return;
    }
    long time = clock.nanoTime();
    try {
      advance(now, time);
      if (now.isOver(time)) {
        running = null;
      }
    } catch (RuntimeException e) {
      running = null;
      problem = "something went wrong inside; Reverie's log says what";
      log.error("preset '{}' is given up", now.state(time).preset(), e);
    }
  }

  private void advance(Morph now, long time) {
    try {
      target.change(controls -> now.changes(controls, time));
    } catch (InvalidValueException e) {
      // What could be set when it began cannot be any more. The rest goes on: what changes in the
      // middle is asked for once only.
      problem = String.valueOf(e.getMessage());
      log.warn("preset '{}' is not reached in full: {}", now.state(time).preset(), problem);
      target.change(controls -> now.changes(controls, time));
    }
  }

  /** Leaves the controls where they are. */
  @Override
  public synchronized void close() {
    running = null;
    thread.interrupt();
  }
}
