package dev.reverie.dream.live;

/**
 * When the next picture is due. Pictures leave at the output rate, and where the source has that
 * rate too, right after a frame arrives: a fixed beat would let frames age by up to a period first.
 * So it wakes a little early, waits for a frame until a little late, and follows the frames' beat
 * once it has found it. All times in nanoseconds of one clock.
 */
final class Cadence {
  /**
   * How far a frame may come before or after its time and still set the beat, as a part of the
   * period.
   */
  private static final int LEEWAY = 4;

  /**
   * How much earlier to wake while frames turn out to have been waiting, as a part of the period.
   */
  private static final int CREEP = 16;

  private long due;

  Cadence(long now) {
    due = now;
  }

  /** When the next picture should leave, by the beat; waiting for a frame may make it later. */
  long due() {
    return due;
  }

  /** When to wake up and look for a frame. */
  long wake(long period) {
    return due - period / LEEWAY;
  }

  /** How long to wait for a frame from now on; 0 if it is late already. */
  long patience(long now, long period) {
    return Math.max(0, due + period / LEEWAY - now);
  }

  /**
   * A picture leaves.
   *
   * @param frames how many frames the source has given since the last picture
   * @param waited whether the newest of them arrived while it was waited for
   */
  void left(long now, long period, long frames, boolean waited) {
    if (waited) {
      due = now + period;
    } else if (frames == 1) {
      due += period - period / CREEP;
    } else {
      // A faster source has no beat to follow, a slower or silent one none to wait for.
      due += period;
    }
    if (now - due > period) {
      // After a stall, go on from now instead of hurrying through what was missed.
      due = now;
    }
  }
}
