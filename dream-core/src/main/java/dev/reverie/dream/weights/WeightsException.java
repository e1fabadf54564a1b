package dev.reverie.dream.weights;

import org.jspecify.annotations.Nullable;

/**
 * Weights that are missing, damaged or not what they should be. The message is one line that names
 * the file, what is wrong with it and what to do: fit to show to whoever runs the program.
 */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: which file, what is wrong, what to do
   */
  public WeightsException(String message) {
    this(message, null);
  }

  /**
   * @param message one line: which file, what is wrong, what to do
   * @param cause what brought it to light, if another exception did
   */
  public WeightsException(String message, @Nullable Throwable cause) {
    super(message.replaceAll("\\p{Cntrl}+", " "), cause);
  }
}
