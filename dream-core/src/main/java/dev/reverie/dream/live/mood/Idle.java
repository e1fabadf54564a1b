package dev.reverie.dream.live.mood;

/**
 * Notices that nobody has moved for long, and says how much the picture should play by itself: it
 * begins gently and makes way quickly. Not thread-safe.
 */
public final class Idle {
  private static final double RISE_SECONDS = 5;
  private static final double FALL_SECONDS = 0.8;

  /**
   * Movement must last this long to count: one broken frame of a camera reads as movement twice,
   * when it comes and when it is what later ones are compared with, but not for as long as this.
   */
  private static final double STIR_SECONDS = 0.15;

  private static final double SECONDS_PER_MINUTE = 60;

  private double stirred;
  private double quiet;
  private double ramp;
  private boolean attracting;

  /**
   * Lets time pass.
   *
   * @param minutes without movement until the picture plays; 0 is never
   * @param moving whether something moves now
   * @param seconds since the last call
   * @return how much it plays, 0..1, without corners
   */
  public double advance(double minutes, boolean moving, double seconds) {
    stirred = moving ? stirred + seconds : 0;
    quiet = stirred >= STIR_SECONDS ? 0 : quiet + seconds;
    attracting = minutes > 0 && quiet >= minutes * SECONDS_PER_MINUTE;
    ramp += attracting ? seconds / RISE_SECONDS : -seconds / FALL_SECONDS;
    ramp = Math.max(0, Math.min(1, ramp));
    return ramp * ramp * (3 - 2 * ramp);
  }

  /** Whether it is time to play, although it may have only just begun to. */
  public boolean attracting() {
    return attracting;
  }
}
