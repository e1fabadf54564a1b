package dev.reverie.capture;

import java.io.IOException;

/** A source that cannot be opened or has stopped giving frames; the message is fit for people. */
public final class SourceException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line that says what happened and, where there is something, what to do
   */
  public SourceException(String message) {
    super(message);
  }

  /** As {@link #SourceException(String)}, with the cause for the log. */
  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
