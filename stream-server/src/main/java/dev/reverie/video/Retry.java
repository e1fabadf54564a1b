package dev.reverie.video;

/**
 * How long to wait before connecting again: twice as long each time, up to a cap, and from the
 * start once a connection has held. One thread.
 */
final class Retry {
  static final long FIRST_NANOS = 500_000_000L;
  static final long CAP_NANOS = 5_000_000_000L;

  /** A server that turns a stream down (a wrong key) does so sooner than this. */
  private static final long HELD_NANOS = 10_000_000_000L;

  private long next = FIRST_NANOS;

  /**
   * The wait before the coming attempt.
   *
   * @param connectedNanos how long the last connection was up; 0 if it did not come up
   */
  long next(long connectedNanos) {
    if (connectedNanos >= HELD_NANOS) {
      next = FIRST_NANOS;
    }
    long now = next;
    next = Math.min(CAP_NANOS, next * 2);
    return now;
  }
}
