package dev.reverie.measure;

import dev.reverie.dream.live.ComposedPicture;
import dev.reverie.dream.live.FrameFeed;
import java.util.Random;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Pictures made for tests, 8-bit BGR. */
final class Shapes {
  private Shapes() {}

  /** One colour, the same in all channels. */
  static Mat grey(int width, int height, int level) {
    Mat picture = new Mat(height, width, opencv_core.CV_8UC3);
    try (Scalar colour = Scalar.all(level)) {
      picture.put(colour);
    }
    return picture;
  }

  /** Soft waves that have moved to the right by {@code shift} pixels. */
  static Mat waves(int width, int height, double shift) {
    Mat picture = new Mat(height, width, opencv_core.CV_8UC3);
    try (UByteIndexer pixels = picture.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double u = x - shift;
          double wave =
              Math.sin(0.21 * u) * Math.cos(0.17 * y)
                  + Math.sin(0.11 * u + 0.13 * y)
                  + Math.cos(0.07 * u - 0.19 * y);
          for (int c = 0; c < 3; c++) {
            pixels.put(y, x, c, (int) Math.round(120 + 25 * wave + 5 * c));
          }
        }
      }
    }
    return picture;
  }

  /** Every pixel any colour. */
  static Mat noise(int width, int height, long seed) {
    Random random = new Random(seed);
    Mat picture = new Mat(height, width, opencv_core.CV_8UC3);
    try (UByteIndexer pixels = picture.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          for (int c = 0; c < 3; c++) {
            pixels.put(y, x, c, random.nextInt(256));
          }
        }
      }
    }
    return picture;
  }

  /** A picture as the compositor hands it over. */
  static ComposedPicture composed(Mat frame, Mat picture, long sequence) {
    return new ComposedPicture(picture, frame, new FrameFeed.Stamp(sequence, 0, true), true);
  }
}
