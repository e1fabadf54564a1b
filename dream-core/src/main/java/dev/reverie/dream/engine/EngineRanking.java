package dev.reverie.dream.engine;

import java.util.List;

/**
 * Which engine to dream with, and which next if that fails.
 *
 * @param choices the best first; the rest have to wait until those before them have failed. Empty
 *     if there is none at all
 * @param reason why in this order, for people
 * @param timings what was measured for it, the fastest first; empty if nothing was
 * @param problems engines that are not among the choices although they should be, a sentence each
 */
public record EngineRanking(
    List<EngineChoice> choices, String reason, List<Timing> timings, List<String> problems) {
  public EngineRanking {
    choices = List.copyOf(choices);
    timings = List.copyOf(timings);
    problems = List.copyOf(problems);
  }
}
