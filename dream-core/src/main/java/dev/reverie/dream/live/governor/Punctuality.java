package dev.reverie.dream.live.governor;

/**
 * How punctually pictures leave. What counts is time lost against each picture's own due time, not
 * the bare rate: a camera of 25 a second that sets the beat of a 30 a second output is no overload.
 * All times in nanoseconds of one clock.
 */
final class Punctuality {
  private static final long SECOND = 1_000_000_000L;

  /** A picture may wait for its frame until this part of the period after it was due. */
  private static final int WAITS = 4;

  /** Beyond that, this part of the period is nobody's fault: collections, other programs' turns. */
  private static final int SLACK = 4;

  /** Pictures that are looked back at when a second has fewer, at low output rates. */
  private static final int LEAST_PICTURES = 8;

  /** No verdict from fewer pictures, or less time, than this. */
  private static final int ENOUGH_PICTURES = 4;

  private static final long ENOUGH_TIME = SECOND / 2;

  /** Without a picture for so many periods, and a second, something else was the matter. */
  private static final int INTERRUPTION = 4;

  /** One picture in thirty lost in a second. */
  private static final double TOO_MUCH_LOST = 0.03;

  private static final double HARDLY_ANY_LOST = 0.01;

  /** A single long stall (a collection, a compilation) is not a load. */
  private static final int SEVERAL = 3;

  /** When so many are late, and be it by the same time, work can't keep up. */
  private static final double TOO_MANY_LATE = 0.25;

  /** Pictures over which the time spent on one is averaged: about a second. */
  private static final double AVERAGED = 32;

  /** Twice a second of the fastest output. */
  private static final int KEPT = 128;

  private final long[] begun = new long[KEPT];
  private final long[] lost = new long[KEPT];
  private final boolean[] late = new boolean[KEPT];
  private long pictures;
  private long judgedFrom;
  private double work;
  private int judged;
  private int judgedLate;
  private double lostShare;
  private boolean enough;

  /** Judges only what comes after {@code now}; the rate is kept. */
  void restart(long now) {
    judgedFrom = now;
    enough = false;
  }

  /**
   * A picture.
   *
   * @param due when it was due
   * @param begin when it was begun
   * @param spent on making and sending it
   * @return whether pictures came without interruption; otherwise all before is forgotten
   */
  boolean picture(long due, long begin, long spent, long period) {
    long before = begun[slot(1)];
    boolean interrupted =
        pictures > 0 && begin - before > Math.max(SECOND, INTERRUPTION * period) + spent;
    if (interrupted) {
      pictures = 0;
      restart(begin);
    }
    boolean first = pictures == 0;
    long tolerated = due + period / WAITS + period / SLACK;
    int slot = (int) (pictures++ % KEPT);
    begun[slot] = begin;
    late[slot] = !first && begin > tolerated;
    lost[slot] = first ? 0 : Math.max(0, begin - Math.max(tolerated, before + period));
    work = work == 0 ? spent : work + (spent - work) / AVERAGED;
    judge(begin, period);
    return !interrupted;
  }

  private void judge(long now, long period) {
    long from = Math.max(judgedFrom, now - window(period));
    long total = 0;
    judged = 0;
    judgedLate = 0;
    long oldest = now;
    for (int back = 1; back <= Math.min(pictures, KEPT); back++) {
      int slot = slot(back);
      if (begun[slot] < from) {
        break;
      }
      oldest = begun[slot];
      judged++;
      judgedLate += late[slot] ? 1 : 0;
      total += lost[slot];
    }
    long span = Math.max(now - oldest, ENOUGH_TIME);
    lostShare = (double) total / span;
    enough = judged >= ENOUGH_PICTURES && now - oldest >= ENOUGH_TIME - period;
  }

  private static long window(long period) {
    return Math.max(SECOND, LEAST_PICTURES * period);
  }

  private int slot(int back) {
    return (int) Math.floorMod(pictures - back, (long) KEPT);
  }

  /** Whether the output suffers. */
  boolean late() {
    return enough && judgedLate >= SEVERAL && (lossy() || judgedLate >= TOO_MANY_LATE * judged);
  }

  /** Whether there are enough pictures to judge by. */
  boolean judged() {
    return enough;
  }

  /** Whether pictures are being lost, rather than all of them late. */
  boolean lossy() {
    return lostShare >= TOO_MUCH_LOST;
  }

  /** Whether nothing at all is to be seen of a load. */
  boolean calm() {
    return enough && judgedLate < SEVERAL && lostShare < HARDLY_ANY_LOST;
  }

  /** Share of the last second that was lost, 0 to 1. */
  double lostShare() {
    return lostShare;
  }

  /** Pictures late in the last second. */
  int lateOnes() {
    return judgedLate;
  }

  /** Pictures in the last second, as far as they are judged. */
  int judgedOnes() {
    return judged;
  }

  /** Nanoseconds spent on a picture, averaged; 0 before the first. */
  double work() {
    return work;
  }

  /** Pictures per second over the last second; 0 if there were none. */
  double rate(long now, long period) {
    long from = now - window(period);
    int counted = 0;
    long oldest = now;
    for (int back = 1; back <= Math.min(pictures, KEPT) && begun[slot(back)] >= from; back++) {
      oldest = begun[slot(back)];
      counted++;
    }
    if (counted < 2) {
      return 0;
    }
    long newest = begun[slot(1)];
    // Silence after the newest picture counts once it is longer than a period.
    long span = Math.max(newest - oldest, now - oldest - period);
    return span <= 0 ? 0 : (counted - 1) * (double) SECOND / span;
  }
}
