package dev.reverie.dream.live.governor;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before trying a rung again. A try that had to be taken back makes the next wait
 * for that rung four times as long, up to a limit. The failure is forgotten once a later try has
 * lasted well beyond it, after long calm, or when the machine turns out to be faster than it was at
 * the failed try: whatever loaded it has probably gone. All times in nanoseconds of one clock.
 */
final class Retry {
  /** A step down so long after a step up, or sooner, takes it back. */
  private static final long TRIAL = TimeUnit.SECONDS.toNanos(120);

  private static final long LEAST_TO_FORGET = TimeUnit.SECONDS.toNanos(20);
  private static final int TIMES_TO_FORGET = 3;

  /** Longer than the longest wait, or every failure would be forgotten before it is repeated. */
  private static final long LONG_CALM = TimeUnit.MINUTES.toNanos(15);

  private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(8);
  private static final int GROWTH = 4;

  /** A load takes more than this share of the speed of whoever shares a core with it. */
  private static final double FASTER = 0.8;

  /** Ticks and pictures that share a core slow each other in slow beats: averages span those. */
  private static final long AVERAGED = TimeUnit.SECONDS.toNanos(8);

  private int[] failures = {0};
  private boolean trying;
  private int tried;
  private long triedAt;
  private long fellAt;
  private long lasted;
  private double[] tickCost = {0};
  private double[] pictureCost = {0};
  private long stoodAt;
  private double tickSum;
  private double pictureSum;
  private long samples;

  /** Other rungs, or other circumstances: everything is forgotten. */
  void reset(int rungs) {
    failures = new int[rungs];
    tickCost = new double[rungs];
    pictureCost = new double[rungs];
    trying = false;
  }

  /** On another rung from now on. */
  void stood(long now) {
    stoodAt = now;
    tickSum = 0;
    pictureSum = 0;
    samples = 0;
  }

  /** Up to rung {@code to}, now. What things cost until now is noted, in case it fails. */
  void climbed(long now, int to) {
    trying = true;
    tried = to;
    triedAt = now;
    tickCost[to] = tickSum / samples;
    pictureCost[to] = pictureSum / samples;
  }

  /** Some rungs down, now. Returns whether that took back a try. */
  boolean fell(long now) {
    boolean failed = trying && now - triedAt <= TRIAL;
    if (failed) {
      failures[tried]++;
      lasted = now - triedAt;
    }
    trying = false;
    fellAt = now;
    return failed;
  }

  /**
   * Forgets failures that no longer tell anything. Called again and again while costs are known.
   *
   * @param rung in use
   * @param perWork what ticks cost there, in nanoseconds per work
   * @param perPicture what a picture costs, in nanoseconds
   */
  void review(long now, int rung, double perWork, double perPicture) {
    tickSum += perWork;
    pictureSum += perPicture;
    samples++;
    if (trying
        && rung == tried
        && now - triedAt > Math.max(LEAST_TO_FORGET, TIMES_TO_FORGET * lasted)) {
      failures[tried] = 0;
    }
    // Costs compare only on the rung where they were noted: the one below the try.
    int above = Math.max(0, rung - 1);
    boolean faster =
        failures[above] > 0
            && now - stoodAt >= AVERAGED
            && (tickSum < FASTER * tickCost[above] * samples
                || pictureSum < FASTER * pictureCost[above] * samples);
    if (faster || now - fellAt > LONG_CALM) {
      Arrays.fill(failures, 0);
    }
  }

  /** How long to wait before trying a rung, where it would be {@code base} without failures. */
  long patience(int rung, long base) {
    long wait = base;
    for (int i = 0; i < failures[rung] && wait < LONGEST_WAIT; i++) {
      wait *= GROWTH;
    }
    return Math.min(wait, LONGEST_WAIT);
  }
}
