package dev.reverie.video;

import java.io.IOException;

/** Video that cannot be encoded, sent or kept; the message is one line, fit for people. */
public final class VideoException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened and, where there is something, what to do
   */
  public VideoException(String message) {
    super(message);
  }

  /** As {@link #VideoException(String)}, with the cause for the log. */
  public VideoException(String message, Throwable cause) {
    super(message, cause);
  }
}
