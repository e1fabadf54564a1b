package dev.reverie.dream.live.mood;

import dev.reverie.config.Controls;

/**
 * What movement in front of the camera does to the dream, as controls {@code motion}, {@code
 * motionAttack} and {@code motionRelease} say. Not thread-safe.
 */
public final class MotionResponse {
  /** How quickly the dream comes back when movement is told to do nothing. */
  private static final double SWITCHED_OFF_SECONDS = 0.5;

  private final Glide level = new Glide();

  /**
   * Lets time pass.
   *
   * @param moving whether something moves now
   * @param seconds since the last call
   * @return factor on the dream, 0..1; begins where it would settle
   */
  public double advance(Controls controls, boolean moving, double seconds) {
    double constant = moving ? controls.motionAttack() : controls.motionRelease();
    return switch (controls.motion()) {
      case "still" -> level.toward(moving ? 0 : 1, constant, seconds);
      case "moving" -> level.toward(moving ? 1 : 0, constant, seconds);
      default -> level.toward(1, SWITCHED_OFF_SECONDS, seconds);
    };
  }
}
