package dev.reverie.dream.live.governor;

import java.util.Arrays;

/**
 * What ticks cost: measured on the rung in use, remembered for those that were, predicted for the
 * others in proportion to their work.
 *
 * <p>Octaves that take turns make ticks of different lengths, so the unit is a round of them. The
 * first round on a rung pays for plans and caches and is left out; of the last few, the median
 * counts (the smaller middle one of an even number), so that one stall changes nothing.
 */
final class Costs {
  private static final int KEPT = 5;
  private static final int ENOUGH = 2;

  /** How far a rung's cost per work can be from another's; more is a load that came or went. */
  private static final double MOST_UNLIKE = 2;

  private final double[] rounds = new double[KEPT];
  private final double[] sorted = new double[KEPT];
  private double[] work = {1};
  private double[] perWork = {Double.NaN};
  private double latest = Double.NaN;
  private int rung;
  private int round = 1;
  private int ticks;
  private double sum;
  private long completed;
  private boolean skipping = true;

  /**
   * Other rungs, or another network.
   *
   * @param works of the rungs
   * @param known nanoseconds per work, NaN if not known
   */
  void ladder(double[] works, double known) {
    work = works.clone();
    perWork = new double[works.length];
    Arrays.fill(perWork, Double.NaN);
    latest = known;
  }

  /** Ticks are of this rung from now on, and the first round is not to be trusted. */
  void begin(int onRung, int ticksPerRound) {
    rung = onRung;
    round = ticksPerRound;
    ticks = 0;
    sum = 0;
    completed = 0;
    skipping = true;
  }

  /** A tick took so long. Returns whether that made a round whose cost counts. */
  boolean ticked(long nanos) {
    sum += nanos;
    if (++ticks < round) {
      return false;
    }
    double mean = sum / round;
    ticks = 0;
    sum = 0;
    if (skipping) {
      skipping = false;
      return false;
    }
    rounds[(int) (completed++ % KEPT)] = mean;
    learn();
    return true;
  }

  private void learn() {
    if (!known()) {
      return;
    }
    double now = nanos() / work[rung];
    double before = perWork[rung];
    if (completed > ENOUGH && before > 0) {
      // The machine got slower or faster under our feet: so it did for all rungs.
      for (int i = 0; i < perWork.length; i++) {
        perWork[i] *= now / before;
      }
    }
    perWork[rung] = now;
    latest = now;
  }

  /** Whether the first round on this rung, which may have waited for plans, is over. */
  boolean begun() {
    return !skipping;
  }

  /** Whether there is enough to go by on the rung in use. */
  boolean known() {
    return completed >= ENOUGH;
  }

  /** Nanoseconds of an average tick on the rung in use; 0 while that is not known. */
  double nanos() {
    int count = (int) Math.min(completed, KEPT);
    if (count == 0) {
      return 0;
    }
    System.arraycopy(rounds, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    return sorted[(count - 1) / 2];
  }

  /** Nanoseconds per work, wherever that was last measured; NaN if it never was. */
  double perWork() {
    return latest;
  }

  /** Nanoseconds that an average tick of another rung would take now; NaN if nothing is known. */
  double predicted(int of) {
    double here = perWork[rung];
    double there = perWork[of];
    double unlike = 1;
    if (here > 0 && there > 0) {
      unlike = Math.max(1 / MOST_UNLIKE, Math.min(MOST_UNLIKE, there / here));
    }
    return latest * work[of] * unlike;
  }
}
