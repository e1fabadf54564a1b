package dev.reverie.dream.live.governor;

/**
 * What the governor chose, and why.
 *
 * @param level 0 is as asked; higher is less dream
 * @param levels the highest level there is
 * @param asked what the controls ask for
 * @param effort what a tick computes
 * @param duty largest share of the time spent in ticks, above 0, at most 1
 * @param why in a sentence: "as asked", or "dream reduced to 192 px: pictures leave at 26.1 of 30
 *     per second"
 * @param outputRate pictures per second, over the last second; 0 if there were none
 * @param targetRate pictures per second that are wanted; 0 before anything was
 * @param tickMillis of an average tick at this effort; 0 while that is not known
 * @param headroom share of the time that is left before pictures would be late or ticks too rare,
 *     whichever is less; 0 to 1
 * @param changes of level since the start that were the governor's own
 */
public record Report(
    int level,
    int levels,
    Effort asked,
    Effort effort,
    double duty,
    String why,
    double outputRate,
    int targetRate,
    double tickMillis,
    double headroom,
    long changes) {

  /** Before there is anything to say. */
  public static final Report NONE = none(new Effort(0, 1, 1, false));

  private static Report none(Effort effort) {
    return new Report(0, 0, effort, effort, 1, "", 0, 0, 0, 0, 0);
  }
}
