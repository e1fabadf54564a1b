package dev.reverie.dream.live;

import dev.reverie.dream.engine.PlanarImage;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Lays a small residual over a full frame: {@code frame + intensity * up(residual)}, confined to
 * 0..255. The residual's positive and negative parts travel as two 8-bit pictures, because OpenCV
 * enlarges and adds those several times faster than floats; the rounding to whole levels is below
 * what the JPEG does. Belongs to one thread; owns its memory.
 */
final class Overlay implements AutoCloseable {
  private final Mat interleaved = new Mat();
  private final Mat smallPlus = new Mat();
  private final Mat smallMinus = new Mat();
  private final Mat plus = new Mat();
  private final Mat minus = new Mat();

  /**
   * Adds a residual to a frame, in place.
   *
   * @param frame 8-bit BGR; modified
   * @param residual at any size of about the same shape; not modified
   */
  void add(Mat frame, PlanarImage residual, double intensity) {
    residual.interleave(interleaved);
    try (Size size = new Size(frame.cols(), frame.rows())) {
      interleaved.convertTo(smallPlus, opencv_core.CV_8U, intensity, 0);
      interleaved.convertTo(smallMinus, opencv_core.CV_8U, -intensity, 0);
      opencv_imgproc.resize(smallPlus, plus, size, 0, 0, opencv_imgproc.INTER_CUBIC);
      opencv_imgproc.resize(smallMinus, minus, size, 0, 0, opencv_imgproc.INTER_CUBIC);
    }
    opencv_core.add(frame, plus, frame);
    opencv_core.subtract(frame, minus, frame);
  }

  @Override
  public void close() {
    interleaved.close();
    smallPlus.close();
    smallMinus.close();
    plus.close();
    minus.close();
  }
}
