package dev.reverie.dream.engine;

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
}
