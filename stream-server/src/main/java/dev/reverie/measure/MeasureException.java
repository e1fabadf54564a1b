package dev.reverie.measure;

/** A measurement that cannot be made. The message is one line for whoever asked for it. */
public final class MeasureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MeasureException(String message) {
    super(message);
  }

  MeasureException(String message, Throwable cause) {
    super(message, cause);
  }
}
