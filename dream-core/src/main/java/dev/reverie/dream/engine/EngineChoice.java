package dev.reverie.dream.engine;

/**
 * An engine with everything about it decided.
 *
 * @param engine its name
 * @param precision the numbers it computes with
 * @param threads compute threads, at least 1
 */
public record EngineChoice(String engine, Precision precision, int threads) {

  /** For people: {@code onednn float32 with 2 threads}. */
  @Override
  public String toString() {
    return engine
        + " "
        + precision.label()
        + (threads == 1 ? " with 1 thread" : " with " + threads + " threads");
  }
}
