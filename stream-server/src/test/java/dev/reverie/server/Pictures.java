package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Real pictures in, real pictures out. */
final class Pictures {
  private Pictures() {}

  /** A grey picture of one brightness, which tells frames apart after JPEG. */
  static Mat grey(int width, int height, int brightness) {
    return new Mat(
        height, width, opencv_core.CV_8UC3, new Scalar(brightness, brightness, brightness, 0));
  }

  /** Seeded noise: a JPEG as large as they come. */
  static Mat noise(int width, int height) {
    Mat mat = new Mat(height, width, opencv_core.CV_8UC3);
    byte[] bytes = new byte[width * height * 3];
    new Random(1).nextBytes(bytes);
    mat.data().put(bytes);
    return mat;
  }

  /** What OpenCV makes of a JPEG. */
  static Decoded decode(byte[] jpeg) {
    try (BytePointer bytes = new BytePointer(jpeg);
        Mat wrapped = new Mat(1, jpeg.length, opencv_core.CV_8UC1, bytes);
        Mat picture = opencv_imgcodecs.imdecode(wrapped, opencv_imgcodecs.IMREAD_COLOR)) {
      assertThat(picture.empty()).as("OpenCV decodes it").isFalse();
      try (UByteIndexer pixels = picture.createIndexer()) {
        return new Decoded(
            picture.cols(), picture.rows(), pixels.get(picture.rows() / 2, picture.cols() / 2, 1));
      }
    }
  }

  /**
   * @param green brightness of the centre
   */
  record Decoded(int width, int height, int green) {}
}
