package dev.reverie.dream.ascent;

import dev.reverie.dream.engine.PlanarImage;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Size;

/** Changes the size of planar pictures. */
public final class Resampling {
  private Resampling() {}

  /**
   * Resamples {@code from} to the size of {@code to}: area averages when shrinking, so that nothing
   * aliases, linear interpolation when growing.
   *
   * @param from not modified
   * @param to overwritten
   */
  public static void resample(PlanarImage from, PlanarImage to) {
    if (from.width() == to.width() && from.height() == to.height()) {
      to.set(from);
      return;
    }
    boolean shrinking = to.width() < from.width();
    int method = shrinking ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR;
    try (Size size = new Size(to.width(), to.height())) {
      for (int p = 0; p < PlanarImage.PLANES; p++) {
        opencv_imgproc.resize(from.plane(p), to.plane(p), size, 0, 0, method);
      }
    }
  }
}
