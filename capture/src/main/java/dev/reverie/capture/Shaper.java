package dev.reverie.capture;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * Gives a source's pictures the shape that a {@link Geometry} asks for. One thread. Owns its
 * intermediate pictures.
 */
final class Shaper implements AutoCloseable {
  /** The smallest side that can be dreamed on. */
  static final int MIN_SIDE = 32;

  private final Geometry geometry;
  private final Mat scaled = new Mat();
  private final Mat turned = new Mat();
  private final Size target = new Size();

  private Geometry.@Nullable Plan plan;
  private int plannedWidth;
  private int plannedHeight;

  /** The part of the source's picture that is kept; made anew only when that picture moves. */
  private @Nullable Mat region;

  private long regionAddress;

  Shaper(Geometry geometry) {
    this.geometry = geometry;
  }

  /**
   * Shapes one picture.
   *
   * @param source {@code CV_8UC3}; its content is undefined afterwards
   * @param into becomes the shaped picture, {@code CV_8UC3}
   * @throws SourceException if the picture is too small to be dreamed on
   */
  void shape(Mat source, Mat into) throws SourceException {
    Geometry.Plan now = plan;
    if (now == null || plannedWidth != source.cols() || plannedHeight != source.rows()) {
      now = plan(source.cols(), source.rows());
    }
    boolean crops = now.cropWidth() != source.cols() || now.cropHeight() != source.rows();
    boolean turns = geometry.quarterTurns() != 0;
    if (!crops && !now.scales() && !turns && !geometry.mirror()) {
      opencv_core.swap(source, into);
      return;
    }
    Mat picture = crops ? region(source, now) : source;
    if (now.scales()) {
      Mat next = turns || geometry.mirror() ? scaled : into;
      opencv_imgproc.resize(picture, next, target, 0, 0, interpolation(now));
      picture = next;
    }
    if (turns) {
      Mat next = geometry.mirror() ? turned : into;
      opencv_core.rotate(picture, next, geometry.quarterTurns() - 1);
      picture = next;
    }
    if (geometry.mirror()) {
      opencv_core.flip(picture, into, 1);
    } else if (!turns && !now.scales()) {
      picture.copyTo(into);
    }
  }

  private Geometry.Plan plan(int width, int height) throws SourceException {
    Geometry.Plan made = geometry.plan(width, height);
    int resultWidth = made.size().width();
    int resultHeight = made.size().height();
    if (Math.min(resultWidth, resultHeight) < MIN_SIDE) {
      throw new SourceException(
          "the picture is too small: %dx%d comes to %dx%d, and at least %dx%d is needed"
              .formatted(width, height, resultWidth, resultHeight, MIN_SIDE, MIN_SIDE));
    }
    forgetRegion();
    target.width(resultWidth).height(resultHeight);
    plannedWidth = width;
    plannedHeight = height;
    plan = made;
    return made;
  }

  /** Averaging keeps fine texture from shimmering, but is needed only for strong reduction. */
  private static int interpolation(Geometry.Plan plan) {
    return plan.cropWidth() >= 1.5 * plan.size().width()
        ? opencv_imgproc.INTER_AREA
        : opencv_imgproc.INTER_LINEAR;
  }

  private Mat region(Mat source, Geometry.Plan now) {
    Mat known = region;
    long address = source.data().address();
    if (known != null && regionAddress == address) {
      return known;
    }
    forgetRegion();
    try (Rect rect = new Rect(now.x(), now.y(), now.cropWidth(), now.cropHeight());
        Mat view = new Mat(source, rect)) {
      // A header that only points: holding on to the memory would keep it from being reused.
      Mat made = new Mat(view.rows(), view.cols(), view.type(), view.data(), view.step(0));
      region = made;
      regionAddress = address;
      return made;
    }
  }

  private void forgetRegion() {
    if (region != null) {
      region.close();
      region = null;
    }
  }

  @Override
  public void close() {
    forgetRegion();
    scaled.close();
    turned.close();
    target.close();
  }
}
