package dev.reverie.capture;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest frame, and only that one, for any number of readers. Thread-safe. Owns one
 * picture's memory.
 */
public final class FrameSlot {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Mat newest = new Mat();
  private @Nullable FrameStamp stamp;
  private boolean closed;

  FrameSlot() {}

  /**
   * Waits for a frame newer than {@code newerThan} and copies it.
   *
   * @param newerThan the {@link FrameStamp#sequence} of the frame that the caller already has; 0
   *     takes whatever is there
   * @param timeoutNanos how long to wait at most; 0 or less does not wait
   * @param into belongs to the caller; becomes an 8-bit BGR picture ({@code CV_8UC3}), reallocated
   *     only when the size changes. Left alone if the result is empty
   * @return which frame was copied; empty when the time is up or the slot is closed
   * @throws InterruptedException if the thread is interrupted while waiting
   */
  public Optional<FrameStamp> await(long newerThan, long timeoutNanos, Mat into)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (!closed && (stamp == null || stamp.sequence() <= newerThan)) {
        if (left <= 0) {
          return Optional.empty();
        }
        left = changed.awaitNanos(left);
      }
      if (closed || stamp == null) {
        return Optional.empty();
      }
      newest.copyTo(into);
      return Optional.of(stamp);
    } finally {
      lock.unlock();
    }
  }

  /** The stamp of the newest frame, without waiting; empty before the first one. */
  public Optional<FrameStamp> newest() {
    lock.lock();
    try {
      return Optional.ofNullable(stamp);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the capture has ended, so that nothing will come any more. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts a frame in, in place of the one that was there, without copying it.
   *
   * @param frame {@code CV_8UC3}; comes back with the memory of an older frame, to be overwritten
   */
  void publish(Mat frame, long capturedNanos, boolean signal) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      opencv_core.swap(newest, frame);
      long sequence = stamp == null ? 1 : stamp.sequence() + 1;
      stamp = new FrameStamp(sequence, capturedNanos, signal, newest.cols(), newest.rows());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Frees the picture; readers that wait get nothing. */
  void close() {
    lock.lock();
    try {
      closed = true;
      newest.close();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
