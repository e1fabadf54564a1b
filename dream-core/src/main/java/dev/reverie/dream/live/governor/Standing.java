package dev.reverie.dream.live.governor;

import java.util.Locale;

/** Where on the ladder the dream stands, since when and why, and what that costs. */
final class Standing {
  /** Why it stands below what is asked. */
  enum Cause {
    NONE,
    LATE,
    SLOW,
    BACK
  }

  /** A prediction must leave some of the time that a tick may take. */
  static final double MARGIN = 0.85;

  private static final double SECOND = 1e9;

  private final Costs costs = new Costs();
  private Wishes wishes;
  private Ladder ladder;
  private int level;
  private Cause cause = Cause.NONE;
  private String reason = "";
  private boolean placing;

  Standing(Wishes wishes) {
    this.wishes = wishes;
    ladder = new Ladder(wishes.asked(), wishes.octaveScale());
    costs.ladder(ladder.works(), Double.NaN);
    stand(0, Cause.NONE, "");
  }

  /** Stands on that rung from now on. */
  private void stand(int on, Cause why, String words) {
    level = on;
    cause = on == 0 ? Cause.NONE : why;
    reason = on == 0 ? "" : words;
    costs.begin(on, ladder.rung(on).effort().round());
  }

  /**
   * Other wishes for the same network.
   *
   * @return whether it stands anew
   */
  boolean wish(Wishes wanted) {
    boolean same =
        wanted.asked().equals(wishes.asked())
            && wanted.octaveScale() == wishes.octaveScale()
            && wanted.fixed() == wishes.fixed();
    wishes = wanted;
    if (same) {
      return false;
    }
    Rung old = rung();
    rebuild(costs.perWork());
    if (wanted.fixed()) {
      stand(0, Cause.NONE, "");
    } else if (old.duty() < 1) {
      stand(ladder.resting(old.duty()), cause, reason);
    } else {
      place(old.work(), limited());
    }
    return true;
  }

  /**
   * Another network, with other costs.
   *
   * @param known nanoseconds per work, NaN if not known
   */
  void network(Wishes wanted, double known) {
    wishes = wanted;
    boolean limited = limited();
    double before = rung().work();
    rebuild(known);
    // Costs of different networks say nothing about each other: stay until this one's are known.
    placing = Double.isNaN(known) && !limited;
    if (wanted.fixed()) {
      stand(0, Cause.NONE, "");
    } else if (limited || placing) {
      stand(Math.min(level, ladder.last()), cause, reason);
    } else {
      place(before, false);
    }
  }

  private void rebuild(double known) {
    ladder = new Ladder(wishes.asked(), wishes.octaveScale());
    costs.ladder(ladder.works(), known);
  }

  /** Whether pictures once left late with more than this, so that more must be tried carefully. */
  private boolean limited() {
    return cause == Cause.LATE || cause == Cause.BACK;
  }

  /**
   * Goes to the highest rung that the costs allow.
   *
   * @param proven work that is known to be bearable
   * @param limited whether nothing beyond that may be tried
   */
  private void place(double proven, boolean limited) {
    int to = 0;
    while (to < ladder.lastEffort()) {
      double work = ladder.rung(to).work();
      if (fits(to, work <= proven ? 1 : MARGIN) && (work <= proven || !limited)) {
        break;
      }
      to++;
    }
    if (to > 0 && !limited) {
      stand(
          to,
          Cause.SLOW,
          text(
              "as asked it would come only %.1f times per second, of at least %d",
              SECOND / costs.predicted(0), wishes.leastTicks()));
    } else {
      stand(to, cause, reason);
    }
  }

  /** Whether ticks of a rung would be short enough. What was never measured is not refused. */
  private boolean fits(int rung, double margin) {
    return !(costs.predicted(rung) > margin * wishes.limit());
  }

  /**
   * A tick of this rung's effort took so long.
   *
   * @return whether there is news of the costs
   */
  boolean ticked(long nanos) {
    return costs.ticked(nanos) && costs.known();
  }

  /** Whether this network's costs, just measured for the first time, should move it. */
  boolean replace() {
    if (!placing) {
      return false;
    }
    placing = false;
    int before = level;
    place(rung().work(), false);
    return before != level;
  }

  /** Whether ticks are too rare and could be shorter. */
  boolean slow() {
    return rung().duty() == 1
        && level < ladder.lastEffort()
        && costs.known()
        && costs.nanos() > wishes.limit();
  }

  /** Down, to where ticks are short enough. */
  void shorten() {
    int to = level + 1;
    while (to < ladder.lastEffort() && !fits(to, MARGIN)) {
      to++;
    }
    stand(
        to,
        Cause.SLOW,
        text(
            "it came only %.1f times per second, of at least %d",
            SECOND / costs.nanos(), wishes.leastTicks()));
  }

  /** Down, because pictures leave late. */
  void giveWay(int rungs, String words) {
    stand(Math.min(level + rungs, ladder.last()), Cause.LATE, words);
  }

  /** Whether the rung above could be tried, leaving {@code margin} of the time. */
  boolean couldRise(double margin) {
    return level > 0
        && costs.known()
        && (rung().effort().equals(ladder.rung(level - 1).effort()) || fits(level - 1, margin));
  }

  /** Whether the rung above has another size. */
  boolean risingResizes() {
    return rung().effort().size() != ladder.rung(level - 1).effort().size();
  }

  /** Up one rung. */
  void rise() {
    stand(level - 1, Cause.BACK, "pictures leave on time");
  }

  Rung rung() {
    return ladder.rung(level);
  }

  int level() {
    return level;
  }

  int levels() {
    return ladder.last();
  }

  Wishes wishes() {
    return wishes;
  }

  Costs costs() {
    return costs;
  }

  /** In words, what is computed and why. */
  String why() {
    if (wishes.fixed()) {
      return "as asked: quality is fixed";
    }
    if (level == 0) {
      return "as asked";
    }
    return text(
        "dream %s %s: %s",
        cause == Cause.BACK ? "back to" : "reduced to", ladder.words(level), reason);
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
