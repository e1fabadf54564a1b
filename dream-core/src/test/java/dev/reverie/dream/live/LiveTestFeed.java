package dev.reverie.dream.live;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** A feed that the test scripts: single-coloured frames, with or without a signal. */
final class LiveTestFeed implements FrameFeed, AutoCloseable {
  private final Mat frame;
  private long sequence;
  private boolean signal;

  LiveTestFeed(int width, int height) {
    frame = new Mat(height, width, opencv_core.CV_8UC3, new Scalar(0, 0, 0, 0));
  }

  /** Shows a frame of one grey. */
  synchronized void show(int grey, boolean withSignal) {
    try (Scalar scalar = new Scalar(grey, grey, grey, 0)) {
      frame.put(scalar);
    }
    next(withSignal);
  }

  /** Shows a picture. */
  synchronized void show(Mat picture) {
    picture.copyTo(frame);
    next(true);
  }

  private void next(boolean withSignal) {
    signal = withSignal;
    sequence++;
    notifyAll();
  }

  @Override
  public synchronized Optional<Stamp> await(long after, long timeoutNanos, Mat into)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    for (long left = timeoutNanos;
        sequence <= after && left > 0;
        left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    if (sequence <= after) {
      return Optional.empty();
    }
    frame.copyTo(into);
    return Optional.of(new Stamp(sequence, 0, signal));
  }

  @Override
  public synchronized void close() {
    frame.close();
  }
}
