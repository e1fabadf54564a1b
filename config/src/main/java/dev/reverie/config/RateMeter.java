package dev.reverie.config;

/**
 * Counts events and says how many come per second, over the last two seconds, in fixed memory.
 * Thread-safe.
 */
public final class RateMeter {
  private static final long WINDOW_NANOS = 2_000_000_000L;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Enough for two seconds at 240 a second, the fastest camera that settings allow. */
  private static final int KEPT = 512;

  private final Clock clock;
  private final long[] times = new long[KEPT];
  private final long[] totals = new long[KEPT];
  private long marks;
  private long total;

  /** Counts by {@code clock}. */
  public RateMeter(Clock clock) {
    this.clock = clock;
  }

  /** One event happened now. */
  public void mark() {
    mark(1);
  }

  /** {@code events} events happened between the last mark and now. */
  public synchronized void mark(long events) {
    total += events;
    int slot = (int) (marks++ % KEPT);
    times[slot] = clock.nanoTime();
    totals[slot] = total;
  }

  /** Events since the beginning. */
  public synchronized long total() {
    return total;
  }

  /** Forgets when events happened, but not how many: the rate begins again. */
  public synchronized void restart() {
    marks = 0;
  }

  /** Events per second; 0 before the second mark and when none came lately. */
  public synchronized double perSecond() {
    long now = clock.nanoTime();
    int oldest = -1;
    int used = 0;
    for (long back = 1; back <= Math.min(marks, KEPT); back++) {
      int slot = (int) ((marks - back) % KEPT);
      if (now - times[slot] > WINDOW_NANOS) {
        break;
      }
      oldest = slot;
      used++;
    }
    if (used < 2) {
      return 0;
    }
    long newest = times[(int) ((marks - 1) % KEPT)];
    // A source that has just gone silent slows down at once instead of keeping its last rate.
    long span = Math.max(newest - times[oldest], (now - times[oldest]) * (used - 1) / used);
    return span <= 0 ? 0 : (total - totals[oldest]) * NANOS_PER_SECOND / span;
  }
}
