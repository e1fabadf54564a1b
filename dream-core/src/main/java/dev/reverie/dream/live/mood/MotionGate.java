package dev.reverie.dream.live.mood;

/**
 * Tells movement from stillness by a threshold, with hysteresis: a share that wavers about the
 * threshold does not switch to and fro. Not thread-safe.
 */
public final class MotionGate {
  /**
   * Share of the threshold that movement must fall below to be over. The reading of somebody who
   * gestures varies by about a factor of two from moment to moment.
   */
  private static final double HOLD = 0.6;

  private boolean moving;

  /**
   * Takes a reading.
   *
   * @param percent share of the picture that changes; not a number leaves things as they are
   * @param threshold percent from which on it counts as movement
   * @return whether something moves
   */
  public boolean moving(double percent, double threshold) {
    if (percent >= threshold) {
      moving = true;
    } else if (percent < HOLD * threshold) {
      moving = false;
    }
    return moving;
  }
}
