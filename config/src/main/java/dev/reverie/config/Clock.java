package dev.reverie.config;

import java.util.concurrent.locks.LockSupport;

/**
 * Time as the program sees it: monotonic, and the only thing allowed to wait for it to pass.
 * Injected everywhere, so that tests can turn the hands themselves.
 */
public interface Clock {

  /** Nanoseconds since an arbitrary origin; never goes back. */
  long nanoTime();

  /**
   * Waits until {@link #nanoTime()} has reached {@code deadline}; returns at once if it has.
   *
   * @param deadline in this clock's nanoseconds
   * @throws InterruptedException if the thread is interrupted before or while waiting
   */
  void sleepUntil(long deadline) throws InterruptedException;

  /** Waits for {@code nanos} nanoseconds from now. */
  default void sleep(long nanos) throws InterruptedException {
    sleepUntil(nanoTime() + nanos);
  }

  /** The machine's clock. */
  static Clock system() {
    return new Clock() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public void sleepUntil(long deadline) throws InterruptedException {
        while (true) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return;
          }
          LockSupport.parkNanos(this, left);
        }
      }
    };
  }
}
