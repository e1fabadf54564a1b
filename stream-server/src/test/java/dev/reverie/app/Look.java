package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Looks at pictures. */
final class Look {
  private Look() {}

  /** What OpenCV makes of a picture file's content: 8-bit BGR. */
  static Mat decode(byte[] file) {
    try (BytePointer bytes = new BytePointer(file);
        Mat wrapped = new Mat(1, file.length, opencv_core.CV_8UC1, bytes)) {
      Mat picture = opencv_imgcodecs.imdecode(wrapped, opencv_imgcodecs.IMREAD_COLOR);
      assertThat(picture.empty()).as("OpenCV decodes it").isFalse();
      return picture;
    }
  }

  /** A picture file: 8-bit BGR. */
  static Mat read(Path file) throws IOException {
    return decode(Files.readAllBytes(file));
  }

  /** Mean absolute difference of two pictures of one size, in levels of 255. */
  static double difference(Mat a, Mat b) {
    assertThat(a.cols() + "x" + a.rows()).isEqualTo(b.cols() + "x" + b.rows());
    return opencv_core.norm(a, b, opencv_core.NORM_L1, null) / (3.0 * a.cols() * a.rows());
  }

  /** A smaller copy, in which the noise of compression is averaged away. */
  static Mat shrunk(Mat picture, int width, int height) {
    Mat small = new Mat();
    try (Size size = new Size(width, height)) {
      opencv_imgproc.resize(picture, small, size, 0, 0, opencv_imgproc.INTER_AREA);
    }
    return small;
  }

  /** Every frame of a clip, shrunk. */
  static List<Mat> clip(Path file, int width, int height) throws IOException {
    List<Mat> frames = new ArrayList<>();
    try (FFmpegFrameGrabber video = new FFmpegFrameGrabber(file.toFile());
        OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      video.start();
      for (Frame frame = video.grabImage(); frame != null; frame = video.grabImage()) {
        frames.add(shrunk(converter.convert(frame), width, height));
      }
    }
    assertThat(frames).as("frames of " + file.getFileName()).hasSizeGreaterThan(100);
    return frames;
  }
}
