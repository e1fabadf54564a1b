package dev.reverie.capture;

import dev.reverie.config.Clock;

/** Beats at a steady rate; beats that were missed by far are not made up for. One thread. */
final class Ticker {
  private final double periodNanos;
  private final Clock clock;
  private long start;
  private long beat;

  Ticker(double perSecond, Clock clock) {
    this.periodNanos = 1e9 / perSecond;
    this.clock = clock;
    this.start = clock.nanoTime();
  }

  /** Waits for the next beat; the first one is at once. */
  void await() throws InterruptedException {
    long due = start + Math.round(beat * periodNanos);
    if (clock.nanoTime() - due > 3 * periodNanos) {
      start = clock.nanoTime();
      beat = 0;
      due = start;
    }
    clock.sleepUntil(due);
    beat++;
  }
}
