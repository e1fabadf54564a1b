package dev.reverie.dream.live;

import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/** Where frames come from. Safe for several threads, each of which sees the newest frame. */
@FunctionalInterface
public interface FrameFeed {

  /**
   * What is known about a frame.
   *
   * @param sequence rises with every frame, from 1
   * @param capturedNanos when it was captured, on the program's clock
   * @param signal false for a picture that stands in for a source that gives none
   */
  record Stamp(long sequence, long capturedNanos, boolean signal) {}

  /**
   * Waits for a frame newer than {@code after} and copies it.
   *
   * @param after a sequence number; 0 takes any frame
   * @param timeoutNanos how long to wait at most; 0 takes what is there
   * @param into 8-bit BGR, overwritten, given the right size if it has another; untouched if there
   *     is no newer frame
   * @return empty if no newer frame came in time
   */
  Optional<Stamp> await(long after, long timeoutNanos, Mat into) throws InterruptedException;
}
