package dev.reverie.dream.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What computes, and why.
 *
 * @param name the engine's name
 * @param detail library, hardware and number of threads, for people
 * @param choice the same for programs; null if nobody chose among several
 * @param reason why this one, for people; empty if nobody chose
 * @param timings what was measured, the fastest first; empty if nothing was
 * @param warnings what it has to do without, a sentence each
 */
public record EngineReport(
    String name,
    String detail,
    @Nullable EngineChoice choice,
    String reason,
    List<Timing> timings,
    List<String> warnings) {

  /** Before there is an engine. */
  public static final EngineReport NONE = new EngineReport("", "", null, "", List.of(), List.of());

  public EngineReport {
    timings = List.copyOf(timings);
    warnings = List.copyOf(warnings);
  }
}
