package dev.reverie.dream.live;

import dev.reverie.config.Clock;

/**
 * Counts events and says how many came per second, over windows of {@value #WINDOW_SECONDS}
 * seconds. Thread-safe.
 */
public final class Pace {
  private static final int WINDOW_SECONDS = 2;
  private static final double NANOS = 1e9;

  private final Clock clock;
  private long total;
  private long windowStart;
  private long windowCount;
  private double rate;

  /** Starts counting now. */
  public Pace(Clock clock) {
    this.clock = clock;
    windowStart = clock.nanoTime();
  }

  /** Notes {@code events} events. */
  public synchronized void add(long events) {
    roll();
    total += events;
    windowCount += events;
  }

  /** Events so far. */
  public synchronized long total() {
    return total;
  }

  /** Events per second in the last full window; in the first one, so far. */
  public synchronized double perSecond() {
    roll();
    double elapsed = (clock.nanoTime() - windowStart) / NANOS;
    return rate < 0 || total == windowCount ? windowCount / Math.max(elapsed, 0.1) : rate;
  }

  private void roll() {
    double elapsed = (clock.nanoTime() - windowStart) / NANOS;
    if (elapsed >= WINDOW_SECONDS) {
      rate = windowCount / elapsed;
      windowCount = 0;
      windowStart = clock.nanoTime();
    }
  }
}
