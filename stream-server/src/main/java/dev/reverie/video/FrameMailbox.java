package dev.reverie.video;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the newest picture, and only that, from one thread to another. Whoever puts pictures in
 * waits for a copy and nothing else: the other side only ever holds the lock to swap two headers.
 * Thread-safe. Owns one picture's memory.
 */
final class FrameMailbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FrameMailbox.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Mat waiting = new Mat();
  private long waitingCaptured;
  private long waitingOffered;
  private boolean full;
  private boolean closed;
  private long dropped;

  /** When a picture was taken, and when it was put in, in nanoseconds of the program's clock. */
  record Times(long captured, long offered) {}

  /**
   * Puts a copy of a picture in, in place of one that nobody has fetched. A picture for which there
   * is no memory is dropped: the feed, which goes on after this, is not to suffer.
   *
   * @param bgr 8-bit BGR ({@code CV_8UC3}), not empty
   * @throws IllegalArgumentException if it is something else
   */
  void offer(Mat bgr, long captured, long offered) {
    if (bgr.type() != opencv_core.CV_8UC3 || bgr.empty()) {
      throw new IllegalArgumentException("video takes 8-bit BGR pictures that are not empty");
    }
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (full) {
        dropped++;
        full = false; // should the copy fail, the old one may be damaged
      }
      try {
        bgr.copyTo(waiting);
      } catch (RuntimeException | OutOfMemoryError e) {
        dropped++;
        log.debug("a picture could not be copied", e);
        return;
      }
      waitingCaptured = captured;
      waitingOffered = offered;
      full = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a picture.
   *
   * @param timeoutNanos how long at most
   * @param into becomes the picture; its old memory is used for a later one
   * @return null when the time is up or the mailbox closed
   */
  @Nullable Times take(long timeoutNanos, Mat into) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (!full && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
      if (!full || closed) {
        return null;
      }
      opencv_core.swap(waiting, into);
      full = false;
      return new Times(waitingCaptured, waitingOffered);
    } finally {
      lock.unlock();
    }
  }

  /** Pictures that nobody fetched before the next, or that there was no memory for. */
  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /** Frees the picture; further ones are ignored, and whoever waits gets nothing. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.close();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
