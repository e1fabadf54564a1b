package dev.reverie.server;

import java.util.Arrays;

/** The last few hundred durations and their percentiles, in fixed memory. Thread-safe. */
final class LatencyWindow {
  private static final int KEPT = 512;

  private final long[] nanos = new long[KEPT];
  private int count;
  private int next;

  /** Adds a duration in nanoseconds. */
  synchronized void add(long duration) {
    nanos[next] = duration;
    next = (next + 1) % KEPT;
    count = Math.min(count + 1, KEPT);
  }

  /** The percentiles of what it holds; zeros if that is nothing. */
  HubStats.Latency percentiles() {
    long[] sorted;
    synchronized (this) {
      sorted = Arrays.copyOf(nanos, count);
    }
    Arrays.sort(sorted);
    return new HubStats.Latency(at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99));
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, rank)] / 1e6;
  }
}
