package dev.reverie.server;

import java.util.Arrays;

/** The last so many durations and their percentiles, in fixed memory. Thread-safe. */
public final class LatencyWindow {
  private final long[] nanos;
  private int count;
  private int next;

  /**
   * @param kept how many of the last durations count, at least 1
   */
  public LatencyWindow(int kept) {
    nanos = new long[kept];
  }

  /** Adds a duration in nanoseconds. */
  public synchronized void add(long duration) {
    nanos[next] = duration;
    next = (next + 1) % nanos.length;
    count = Math.min(count + 1, nanos.length);
  }

  /** The percentiles of what it holds; zeros if that is nothing. */
  public HubStats.Latency percentiles() {
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
