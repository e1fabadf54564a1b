package dev.reverie.dream.engine;

import java.util.Locale;

/**
 * How fast an engine turned out to be.
 *
 * @param choice what was measured
 * @param millis duration of a step of the {@linkplain EngineProbe probe's} picture, in milliseconds
 */
public record Timing(EngineChoice choice, double millis) {

  /** For people: {@code onednn float32 with 2 threads 4.7 ms}. */
  @Override
  public String toString() {
    return choice + String.format(Locale.ROOT, " %.1f ms", millis);
  }
}
