package dev.reverie.dream.ascent;

import dev.reverie.dream.engine.PlanarImage;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/** Changes the size of planar pictures. */
public final class Resampling {
  private Resampling() {}

  /**
   * {@code image} if it has that size; if not, a new one with what it showed takes its place, black
   * if there was none.
   *
   * @param image closed if it is replaced
   * @return owned by the caller, in the place of {@code image}
   */
  public static PlanarImage resized(@Nullable PlanarImage image, int width, int height) {
    if (image != null && image.width() == width && image.height() == height) {
      return image;
    }
    PlanarImage fitted = new PlanarImage(width, height);
    if (image != null) {
      resample(image, fitted);
      image.close();
    }
    return fitted;
  }

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
