package dev.reverie.config;

/**
 * A clock whose hands the test turns; {@link #sleepUntil} turns them itself, at once. Thread-safe.
 */
public final class ManualClock implements Clock {
  private long now;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized void sleepUntil(long deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    now = Math.max(now, deadline);
  }

  /** Lets {@code nanos} pass. */
  public synchronized void advance(long nanos) {
    now += nanos;
  }
}
