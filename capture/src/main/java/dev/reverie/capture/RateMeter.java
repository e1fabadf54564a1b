package dev.reverie.capture;

/** Events a second over the last two seconds. One thread at a time. */
final class RateMeter {
  private static final long WINDOW_NANOS = 2_000_000_000L;

  /** Enough for two seconds at 240 a second, the fastest camera that settings allow. */
  private final long[] times = new long[512];

  private long count;

  void mark(long nanos) {
    times[(int) (count++ % times.length)] = nanos;
  }

  void clear() {
    count = 0;
  }

  /** Events a second as seen at {@code now}; 0 until there were two. */
  double perSecond(long now) {
    int known = (int) Math.min(count, times.length);
    int used = 0;
    long newest = 0;
    long oldest = 0;
    for (int i = 1; i <= known; i++) {
      long time = times[(int) ((count - i) % times.length)];
      if (now - time > WINDOW_NANOS) {
        break;
      }
      newest = used == 0 ? time : newest;
      oldest = time;
      used++;
    }
    // A source that has just gone silent slows down at once instead of keeping its last rate.
    long span = Math.max(newest - oldest, used > 1 ? (now - oldest) * (used - 1) / used : 0);
    return span <= 0 ? 0 : (used - 1) * 1e9 / span;
  }
}
