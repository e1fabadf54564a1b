package dev.reverie.measure;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How evenly something happened over a span of time.
 *
 * @param count how often in all
 * @param perSecond on average
 * @param worstSecond how often in the worst of the span's seconds, counted from its beginning
 * @param worstAnySecond the same over every second that lies in the span, wherever it begins
 * @param longestGapMs the longest time in which it did not happen, the span's ends included, in
 *     milliseconds
 */
public record Pace(
    int count, double perSecond, int worstSecond, int worstAnySecond, double longestGapMs) {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * The pace of what happened from {@code from} until before {@code to}.
   *
   * @param moments in nanoseconds, in order; some may lie outside the span
   * @throws IllegalArgumentException if the span is shorter than a second
   */
  static Pace of(long[] moments, long from, long to) {
    if (to - from < SECOND) {
      throw new IllegalArgumentException("a span shorter than a second has no worst second");
    }
    long[] inside = Arrays.stream(moments).filter(t -> t >= from && t < to).toArray();
    return new Pace(
        inside.length,
        inside.length * (double) SECOND / (to - from),
        worstSecond(inside, from, to),
        worstAnySecond(inside, from, to),
        longestGap(inside, from, to) / NANOS_PER_MILLI);
  }

  private static int worstSecond(long[] inside, long from, long to) {
    int[] seconds = new int[(int) ((to - from) / SECOND)];
    for (long moment : inside) {
      int second = (int) ((moment - from) / SECOND);
      // What lies in the rest after the last whole second counts for none.
      if (second < seconds.length) {
        seconds[second]++;
      }
    }
    return Arrays.stream(seconds).min().orElse(0);
  }

  /** A second with the fewest begins with the span or right after something happened. */
  private static int worstAnySecond(long[] inside, long from, long to) {
    int end = 0;
    int worst = Integer.MAX_VALUE;
    for (int begin = 0; begin <= inside.length; begin++) {
      long start = begin == 0 ? from : inside[begin - 1] + 1;
      if (start + SECOND > to) {
        break;
      }
      while (end < inside.length && inside[end] < start + SECOND) {
        end++;
      }
      worst = Math.min(worst, end - begin);
    }
    return worst;
  }

  private static long longestGap(long[] inside, long from, long to) {
    long longest = 0;
    long last = from;
    for (long moment : inside) {
      longest = Math.max(longest, moment - last);
      last = moment;
    }
    return Math.max(longest, to - last);
  }
}
