package dev.reverie.capture;

/**
 * How long to wait before the next attempt: twice as long each time, up to a cap. One thread at a
 * time.
 */
final class Backoff {
  /** The first wait: a source that only hiccuped is back before anybody has seen it. */
  static final long FIRST_NANOS = 250_000_000L;

  /** The longest wait, so that frames flow again within two seconds of the source's return. */
  static final long CAP_NANOS = 1_500_000_000L;

  private long next = FIRST_NANOS;

  /** The wait before the coming attempt. */
  long next() {
    long now = next;
    next = Math.min(CAP_NANOS, next * 2);
    return now;
  }

  /** The source is well: start over from the shortest wait. */
  void reset() {
    next = FIRST_NANOS;
  }
}
