package dev.reverie.capture;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One attempt at a source of frames: opened once, read until it ends, closed once, all on one
 * thread; only {@link #abort} may be called from another. Making one costs nothing and touches
 * nothing native.
 */
public interface FrameSource extends AutoCloseable {

  /**
   * Connects. To be called once, before {@link #read}.
   *
   * @throws SourceException if there is nothing to read from; {@link #close} must follow all the
   *     same
   * @throws InterruptedException if the thread was interrupted
   */
  SourceFormat open() throws SourceException, InterruptedException;

  /**
   * Waits until the next frame is due and writes it.
   *
   * @param into belongs to the caller; becomes an 8-bit BGR picture ({@code CV_8UC3}), reallocated
   *     only when the size changes. Its content is undefined unless {@code true} is returned
   * @return whether {@code into} holds a new frame; {@code false} says only that the source is well
   *     and its next frame is not due yet
   * @throws SourceException if the source has ended or failed; it has to be closed
   * @throws InterruptedException if the thread was interrupted
   */
  boolean read(Mat into) throws SourceException, InterruptedException;

  /** Frames lost so far because they could not be decoded. */
  default long lost() {
    return 0;
  }

  /** How long {@link #open} may take, in nanoseconds, before the source counts as stalled. */
  default long openPatience() {
    return 10_000_000_000L;
  }

  /** How long one {@link #read} may take, in nanoseconds, before the source counts as stalled. */
  default long readPatience() {
    return 4_000_000_000L;
  }

  /**
   * Makes a blocked {@link #open} or {@link #read} fail soon, where the libraries below allow it.
   * From any thread, any number of times, also after {@link #close}.
   */
  default void abort() {}

  /** Gives back the device and all native memory. */
  @Override
  void close();
}
