package dev.reverie.dream.live;

import dev.reverie.dream.engine.EngineReport;
import dev.reverie.dream.live.governor.Report;
import dev.reverie.dream.live.mood.MoodState;

/**
 * How the dreamer does.
 *
 * @param engine what computes; {@link EngineReport#NONE} until something does
 * @param ticks residuals so far
 * @param ticksPerSecond lately
 * @param stepsPerSecond gradient steps, lately
 * @param stepMillis duration of the last step, in milliseconds
 * @param width of the residual; 0 before the first
 * @param height of the residual; 0 before the first
 * @param mood how its own life stands
 * @param governor how much it computes, and why
 * @param problem what keeps it from dreaming, in a sentence; empty if nothing does
 */
public record DreamerState(
    EngineReport engine,
    long ticks,
    double ticksPerSecond,
    double stepsPerSecond,
    double stepMillis,
    int width,
    int height,
    MoodState mood,
    Report governor,
    String problem) {

  /** Before the first tick. */
  public static final DreamerState NONE =
      new DreamerState(EngineReport.NONE, 0, 0, 0, 0, 0, 0, MoodState.NONE, Report.NONE, "");
}
