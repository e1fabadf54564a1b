package dev.reverie.dream.live.governor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From what is asked (rung 0) to the least that still is a dream, what shows least first:
 *
 * <ol>
 *   <li>Octaves take turns instead of all in a tick: each scale is refreshed less often, none is
 *       lost.
 *   <li>Fewer steps a tick: ticks get shorter and so come more often, and the steps per second stay
 *       nearly the same until there is a tick for every picture.
 *   <li>A smaller width: the texture's scale and detail change, which can be seen.
 *   <li>Rests between ticks: the dream refreshes less often.
 * </ol>
 *
 * Fewer octaves is not on it: while they take turns, the small octaves are the cheap ticks, and
 * without them an average tick would cost more.
 */
final class Ladder {
  /** Rungs that differ in what a tick computes: sizes need plans of their own, so they are few. */
  static final int MOST_EFFORTS = 8;

  /** The narrowest picture that is chosen here; below it a network sees little but edges. */
  static final int NARROWEST = 96;

  /** Widths that differ by less look, and cost, almost the same; 0.85 is 28 % fewer pixels. */
  private static final double FINEST_FACTOR = 0.85;

  /** All widths are multiples of this, so that alignment doesn't make two of them one. */
  private static final int GRAIN = 16;

  private static final int MOST_STEP_RUNGS = 3;
  private static final double[] DUTIES = {0.5, 0.25};

  private final List<Rung> rungs = new ArrayList<>();
  private final Effort asked;
  private final double octaveScale;
  private final int lastEffort;

  Ladder(Effort asked, double octaveScale) {
    this.asked = asked;
    this.octaveScale = octaveScale;
    add(asked, 1);
    Effort least = asked;
    if (asked.allOctaves() && asked.octaves() > 1) {
      least = new Effort(asked.size(), asked.steps(), asked.octaves(), false);
      add(least, 1);
    }
    least = fewerSteps(least);
    least = narrower(least);
    lastEffort = rungs.size() - 1;
    for (double duty : DUTIES) {
      add(least, duty);
    }
  }

  private void add(Effort effort, double duty) {
    rungs.add(new Rung(effort, effort.work(octaveScale), duty));
  }

  /**
   * Down to one step by equal factors, about halves while that takes no more rungs than allowed.
   */
  private Effort fewerSteps(Effort from) {
    int count = Math.min(MOST_STEP_RUNGS, (int) Math.ceil(Math.log(from.steps()) / Math.log(2)));
    Effort least = from;
    for (int i = 1; i <= count; i++) {
      int steps = (int) Math.round(Math.pow(from.steps(), 1 - (double) i / count));
      if (steps < least.steps()) {
        least = new Effort(from.size(), steps, from.octaves(), from.allOctaves());
        add(least, 1);
      }
    }
    return least;
  }

  /** Down to the narrowest width by equal factors, as many as there are rungs left. */
  private Effort narrower(Effort from) {
    int wanted =
        (int) Math.ceil(Math.log((double) NARROWEST / from.size()) / Math.log(FINEST_FACTOR));
    int count = Math.min(MOST_EFFORTS - rungs.size(), wanted);
    Effort least = from;
    for (int i = 1; i <= count; i++) {
      double exact = from.size() * Math.pow((double) NARROWEST / from.size(), (double) i / count);
      int width = (int) Math.round(exact / GRAIN) * GRAIN;
      if (width < least.size()) {
        least = new Effort(width, from.steps(), from.octaves(), from.allOctaves());
        add(least, 1);
      }
    }
    return least;
  }

  Rung rung(int level) {
    return rungs.get(level);
  }

  /** The last rung, with the longest rests. */
  int last() {
    return rungs.size() - 1;
  }

  /** The last rung without rests. */
  int lastEffort() {
    return lastEffort;
  }

  /** The rung with such rests. */
  int resting(double duty) {
    int level = lastEffort;
    while (level < last() && rungs.get(level).duty() > duty) {
      level++;
    }
    return level;
  }

  /** The work of each rung. */
  double[] works() {
    return rungs.stream().mapToDouble(Rung::work).toArray();
  }

  /** In words, what a rung gives of what was asked: "192 px, 1 step per tick". */
  String words(int level) {
    Rung rung = rungs.get(level);
    Effort effort = rung.effort();
    List<String> words = new ArrayList<>();
    if (effort.size() != asked.size()) {
      words.add(effort.size() + " px");
    }
    if (effort.steps() != asked.steps()) {
      words.add(effort.steps() + (effort.steps() == 1 ? " step per tick" : " steps per tick"));
    }
    if (effort.allOctaves() != asked.allOctaves()) {
      words.add("octaves in turns");
    }
    if (rung.duty() < 1) {
      words.add(String.format(Locale.ROOT, "%.0f %% of the time", 100 * rung.duty()));
    }
    return String.join(", ", words);
  }
}
