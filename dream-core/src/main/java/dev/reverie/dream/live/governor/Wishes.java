package dev.reverie.dream.live.governor;

import dev.reverie.config.Controls;

/**
 * The controls that matter here.
 *
 * @param asked the ceiling
 * @param octaveScale size ratio from one octave to the next
 * @param fps pictures that should leave per second
 * @param fixed whether to compute what is asked, whatever it takes
 */
record Wishes(Effort asked, double octaveScale, int fps, boolean fixed) {
  /**
   * Ticks per second below which the dream is no longer alive. Between ticks the residual only
   * follows the flow, so its texture moves in jerks of that rate: hand-drawn film holds a drawing
   * for at most three frames of 24. At the default {@code decay} of 0.92 a dream also takes 12
   * ticks, which is 1.5 s then, to get hold of something new.
   */
  private static final int LEAST_TICKS = 8;

  private static final long SECOND = 1_000_000_000L;

  static Wishes of(Controls controls) {
    return new Wishes(
        Effort.asked(controls),
        controls.octaveScale(),
        controls.fps(),
        controls.quality().equals("fixed"));
  }

  /** Nanoseconds from one picture to the next. */
  long period() {
    return SECOND / fps;
  }

  /** Ticks per second that there should be: one per picture where fewer pictures leave. */
  int leastTicks() {
    return Math.min(LEAST_TICKS, fps);
  }

  /** Nanoseconds that an average tick may take. */
  double limit() {
    return (double) SECOND / leastTicks();
  }
}
