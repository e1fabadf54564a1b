package dev.reverie.capture;

import dev.reverie.config.SharedFiles;
import java.nio.file.Path;
import java.util.function.IntBinaryOperator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures and clips for tests. */
final class Media {
  private Media() {}

  /** A file of the shared media folder; without it the test is skipped, except where CI runs. */
  static Path shared(String name) {
    return SharedFiles.path("media/" + name);
  }

  /** A picture whose pixels are {@code color}(x, y), as 0xRRGGBB. */
  static Mat picture(int width, int height, IntBinaryOperator color) {
    Mat picture = new Mat(height, width, opencv_core.CV_8UC3);
    try (UByteIndexer pixels = picture.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int rgb = color.applyAsInt(x, y);
          pixels.put(y, x, 0, rgb & 0xff);
          pixels.put(y, x, 1, rgb >> 8 & 0xff);
          pixels.put(y, x, 2, rgb >> 16 & 0xff);
        }
      }
    }
    return picture;
  }

  /** The colour at (x, y), as 0xRRGGBB. */
  static int color(Mat picture, int x, int y) {
    try (UByteIndexer pixels = picture.createIndexer()) {
      return pixels.get(y, x, 2) << 16 | pixels.get(y, x, 1) << 8 | pixels.get(y, x, 0);
    }
  }

  /** The file that encoding {@code picture} gives. */
  static byte[] encode(String extension, Mat picture) {
    try (BytePointer buffer = new BytePointer()) {
      opencv_imgcodecs.imencode(extension, picture, buffer);
      byte[] bytes = new byte[(int) buffer.limit()];
      buffer.get(bytes);
      return bytes;
    }
  }

  /** A single-coloured JPEG. */
  static byte[] jpeg(int width, int height, int rgb) {
    try (Mat picture = picture(width, height, (x, y) -> rgb)) {
      return encode(".jpg", picture);
    }
  }

  /** The largest difference between two pictures of one size, in grey levels. */
  static double difference(Mat one, Mat other) {
    return opencv_core.norm(one, other, opencv_core.NORM_INF, null);
  }

  /** The mean absolute difference between two pictures of one size, in grey levels. */
  static double meanDifference(Mat one, Mat other) {
    return opencv_core.norm(one, other, opencv_core.NORM_L1, null)
        / ((double) one.total() * one.channels());
  }
}
