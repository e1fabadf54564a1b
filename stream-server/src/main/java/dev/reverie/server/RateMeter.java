package dev.reverie.server;

import dev.reverie.config.Clock;

/** Events per second over the last two seconds, in fixed memory. Thread-safe. */
final class RateMeter {
  private static final long WINDOW_NANOS = 2_000_000_000L;
  private static final int KEPT = 256;

  private final Clock clock;
  private final long[] times = new long[KEPT];
  private int count;
  private int next;

  RateMeter(Clock clock) {
    this.clock = clock;
  }

  /** An event happened now. */
  synchronized void mark() {
    times[next] = clock.nanoTime();
    next = (next + 1) % KEPT;
    count = Math.min(count + 1, KEPT);
  }

  /** Events per second; 0 before the second event and when none came lately. */
  synchronized double perSecond() {
    long now = clock.nanoTime();
    long newest = 0;
    long oldest = 0;
    int within = 0;
    for (int back = 1; back <= count; back++) {
      long time = times[Math.floorMod(next - back, KEPT)];
      if (now - time > WINDOW_NANOS) {
        break;
      }
      newest = within == 0 ? time : newest;
      oldest = time;
      within++;
    }
    return within < 2 || newest == oldest ? 0 : (within - 1) * 1e9 / (newest - oldest);
  }
}
