package dev.reverie.dream.live.flow;

import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Makes the small grey pictures that motion is measured on: of the frame's shape, about as many
 * pixels as 256x144, whatever the frame's size. (An area, not a width: optical flow costs by the
 * pixel, and an upright picture should not cost three times what a lying one does.) Belongs to one
 * thread; owns its buffers, and makes none once it has seen a size.
 */
public final class LumaPicture implements AutoCloseable {
  /** Pixels of a luma picture. */
  private static final double AREA = 256.0 * 144.0;

  /** DIS needs a patch of 8 pixels at two scales. */
  private static final int SMALLEST_SIDE = 16;

  private final Mat reduced = new Mat();
  private final Mat grey = new Mat();
  private final Size half = new Size();
  private final Size small = new Size();
  private int frameWidth;
  private int frameHeight;

  /**
   * Reads a frame.
   *
   * @param frame 8-bit BGR, at least 1x1; not modified
   * @param luma overwritten: 8-bit grey, never larger than the frame (but for sides below 16, which
   *     become 16); given the right size and type if it has another
   */
  public void read(Mat frame, Mat luma) {
    fit(frame.cols(), frame.rows());
    Mat from = frame;
    if (half.width() < frameWidth) {
      // Sixteen of a frame's pixels make one of luma. The average of all, at 1280x720, takes twice
      // as long, at 3840x2160 ten times, and the flow gains nothing from it.
      opencv_imgproc.resize(frame, reduced, half, 0, 0, opencv_imgproc.INTER_LINEAR);
      from = reduced;
    }
    opencv_imgproc.cvtColor(from, grey, opencv_imgproc.COLOR_BGR2GRAY);
    opencv_imgproc.resize(grey, luma, small, 0, 0, opencv_imgproc.INTER_AREA);
  }

  private void fit(int width, int height) {
    if (width == frameWidth && height == frameHeight) {
      return;
    }
    frameWidth = width;
    frameHeight = height;
    double scale = Math.min(1, Math.sqrt(AREA / ((double) width * height)));
    int smallWidth = side(width * scale);
    int smallHeight = side(height * scale);
    small.width(smallWidth).height(smallHeight);
    boolean large = width >= 2 * smallWidth && height >= 2 * smallHeight;
    half.width(large ? 2 * smallWidth : width).height(large ? 2 * smallHeight : height);
  }

  private static int side(double length) {
    return Math.max(SMALLEST_SIDE, (int) Math.round(length));
  }

  @Override
  public void close() {
    reduced.close();
    grey.close();
    half.close();
    small.close();
  }
}
