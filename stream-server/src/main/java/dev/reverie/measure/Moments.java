package dev.reverie.measure;

import java.util.Arrays;

/**
 * When something happened, again and again, in memory that is allocated at once. Thread-safe. All
 * times in nanoseconds of one clock.
 */
public final class Moments {
  private final long[] nanos;
  private int count;
  private boolean full;

  /**
   * @param capacity the most that it holds
   */
  public Moments(int capacity) {
    nanos = new long[capacity];
  }

  /** It happened at {@code now}, which is not before the last time. */
  public synchronized void add(long now) {
    if (count == nanos.length) {
      full = true;
      return;
    }
    nanos[count++] = now;
  }

  /**
   * How it went from {@code from} until before {@code to}.
   *
   * @throws MeasureException if more happened than it can hold
   */
  public Pace pace(long from, long to) {
    long[] all;
    synchronized (this) {
      if (full) {
        throw new MeasureException(
            "more than %d events came in the measured time; measure for fewer seconds"
                .formatted(nanos.length));
      }
      all = Arrays.copyOf(nanos, count);
    }
    return Pace.of(all, from, to);
  }
}
