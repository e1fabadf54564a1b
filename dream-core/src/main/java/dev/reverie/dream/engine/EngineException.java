package dev.reverie.dream.engine;

import dev.reverie.dream.network.Program;

/**
 * An engine that cannot be had or has failed. The message is one line that names the engine, the
 * reason and the way on.
 */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason in words and what brought it to light. */
  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A plan that does not fit into memory.
   *
   * @param engine its name
   * @param cause what showed it
   */
  public static EngineException outOfMemory(
      String engine, Program program, int width, int height, Throwable cause) {
    return new EngineException(
        "%s: not enough memory for %dx%d through %s; use a smaller size"
            .formatted(engine, width, height, program.output()),
        cause);
  }
}
