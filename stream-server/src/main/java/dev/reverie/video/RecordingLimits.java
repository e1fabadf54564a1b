package dev.reverie.video;

import dev.reverie.config.InvalidValueException;
import java.time.Duration;

/**
 * When a recording stops by itself.
 *
 * @param bytes it may become so large, all its files together; 0 for any size
 * @param duration it may become so long; zero for any length
 * @param reserveBytes so much of the disk stays free
 */
public record RecordingLimits(long bytes, Duration duration, long reserveBytes) {
  /** Enough for the system, its logs and a look around to go on. */
  public static final long USUAL_RESERVE = 1L << 30;

  /**
   * Checks the values.
   *
   * @throws InvalidValueException if a value is below 0
   */
  public RecordingLimits {
    refuseNegative("recording-size", bytes);
    refuseNegative("recording-time", duration.toSeconds());
    refuseNegative("recording-reserve", reserveBytes);
  }

  /** Only the disk ends it: 1 GiB stays free. */
  public static RecordingLimits none() {
    return new RecordingLimits(0, Duration.ZERO, USUAL_RESERVE);
  }

  private static void refuseNegative(String field, long value) {
    if (value < 0) {
      throw new InvalidValueException(field, Long.toString(value), "0 (no limit) or more", "");
    }
  }
}
