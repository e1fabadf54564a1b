package dev.reverie.video;

import dev.reverie.config.InvalidValueException;

/**
 * How much data a second of video may be.
 *
 * @param fps the rate at which pictures are expected, 1 to 240; they may come slower or unevenly,
 *     for each carries its own time
 * @param kilobits so many kbit/s, 100 to 100,000; 0 goes by the picture's size
 */
public record VideoRate(int fps, int kilobits) {
  private static final int LEAST_KILOBITS = 100;
  private static final int MOST_KILOBITS = 100_000;
  private static final int MOST_FPS = 240;

  /**
   * Streaming sites ask about this for 1280x720 at 30 fps, and a dream is busier than most films.
   */
  private static final double REFERENCE_KILOBITS = 4000;

  private static final double REFERENCE_PIXELS = 1280.0 * 720 * 30;

  /**
   * Larger pictures are smoother for their size: twice the pixels need less than twice the bits.
   */
  private static final double GROWTH = 0.75;

  private static final int SMALLEST_BY_SIZE = 300;
  private static final int LARGEST_BY_SIZE = 40_000;

  /**
   * Checks the values.
   *
   * @throws InvalidValueException if a value is out of range
   */
  public VideoRate {
    if (fps < 1 || fps > MOST_FPS) {
      throw new InvalidValueException("fps", Integer.toString(fps), "1 to " + MOST_FPS, "");
    }
    if (kilobits != 0 && (kilobits < LEAST_KILOBITS || kilobits > MOST_KILOBITS)) {
      throw new InvalidValueException(
          "bit-rate",
          Integer.toString(kilobits),
          LEAST_KILOBITS + " to " + MOST_KILOBITS + " kbit/s, or 0 for what the size asks for",
          "");
    }
  }

  /** What the picture's size asks for. */
  public static VideoRate bySize(int fps) {
    return new VideoRate(fps, 0);
  }

  /**
   * The bit rate for pictures of one size: 4 Mbit/s for 1280x720 at 30 fps, and for others by the
   * power 0.75 of their pixels per second (1.4 Mbit/s at 640x360, 7.3 at 1920x1080).
   *
   * @param generosity times as much where it goes by the size
   * @return bits per second
   */
  long bits(int width, int height, double generosity) {
    if (kilobits != 0) {
      return kilobits * 1000L;
    }
    double pixels = (double) width * height * fps;
    double rate = REFERENCE_KILOBITS * Math.pow(pixels / REFERENCE_PIXELS, GROWTH) * generosity;
    return Math.round(Math.max(SMALLEST_BY_SIZE, Math.min(LARGEST_BY_SIZE, rate))) * 1000L;
  }
}
