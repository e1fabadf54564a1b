package dev.reverie.server;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Scales and encodes pictures through buffers that it owns and reuses. Not thread-safe; whoever
 * holds it serialises its use, {@link #close} included.
 */
final class JpegEncoder implements AutoCloseable {
  private static final int FIRST_CAPACITY = 256 * 1024;

  private final BytePointer extension = new BytePointer(".jpg");
  private final IntPointer parameters = new IntPointer(IMWRITE_JPEG_QUALITY, 0);
  private final BytePointer out = new BytePointer(FIRST_CAPACITY);
  private final Mat scaled = new Mat();
  private final Size size = new Size();

  /**
   * Encodes one picture.
   *
   * @param bgr 8-bit BGR, not modified
   * @param width of the result in pixels, not above the picture's own
   * @param quality 1 to 100
   * @param sequence the frame's number
   */
  StreamPart encode(Mat bgr, int width, int quality, long sequence) {
    Mat picture = bgr;
    if (width < bgr.cols()) {
      int height = Math.max(1, (int) Math.round((double) bgr.rows() * width / bgr.cols()));
      size.width(width).height(height);
      resize(bgr, scaled, size, 0, 0, INTER_AREA);
      picture = scaled;
    }
    parameters.put(1, quality);
    // The binding hands over as much as lies between position and limit and copies the result back
    // into the same memory if it fits there; else the pointer gets larger memory of its own.
    out.position(0).limit(out.capacity());
    if (!imencode(extension, picture, out, parameters)) {
      throw new IllegalStateException(
          "OpenCV could not encode a " + picture.cols() + "x" + picture.rows() + " picture");
    }
    int length = Math.toIntExact(out.limit());
    return StreamPart.frame(
        picture.cols(),
        picture.rows(),
        quality,
        sequence,
        length,
        (target, offset) -> out.get(target, offset, length));
  }

  @Override
  public void close() {
    extension.close();
    parameters.close();
    out.close();
    scaled.close();
    size.close();
  }
}
