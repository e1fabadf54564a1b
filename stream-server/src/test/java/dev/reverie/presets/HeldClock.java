package dev.reverie.presets;

import dev.reverie.config.Clock;

/** A clock that stands still, and with it everybody who sleeps by it, until the test moves it. */
final class HeldClock implements Clock {
  private long now;
  private int asleep;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized void sleepUntil(long deadline) throws InterruptedException {
    asleep++;
    notifyAll();
    try {
      while (now < deadline) {
        wait();
      }
    } finally {
      asleep--;
    }
  }

  /** Waits until somebody sleeps. */
  synchronized void awaitSleeper() throws InterruptedException {
    while (asleep == 0) {
      wait();
    }
  }

  /** Lets time pass. */
  synchronized void advance(double seconds) {
    now += Math.round(seconds * 1e9);
    // Whoever is awake again has to fall asleep anew to be counted.
    notifyAll();
  }
}
