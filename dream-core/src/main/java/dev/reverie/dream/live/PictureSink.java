package dev.reverie.dream.live;

import org.bytedeco.opencv.opencv_core.Mat;

/** Takes finished pictures. */
@FunctionalInterface
public interface PictureSink {

  /**
   * One picture, at the output rate.
   *
   * @param picture 8-bit BGR; valid and unchanging only during the call
   * @param capturedNanos when its frame was captured, on the program's clock
   * @param dreamed whether a dream lies over it
   */
  void accept(Mat picture, long capturedNanos, boolean dreamed);
}
