package dev.reverie.app;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures made for tests. */
final class Scenes {
  private Scenes() {}

  /** Soft waves of colour: something to dream on that compresses well. 8-bit BGR. */
  static Mat gradient(int width, int height) {
    Mat picture = new Mat(height, width, opencv_core.CV_8UC3);
    try (UByteIndexer pixels = picture.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          for (int c = 0; c < 3; c++) {
            double wave = Math.sin(0.05 * x * (c + 1)) * Math.cos(0.04 * y * (3 - c));
            pixels.put(y, x, c, (int) (128 + 90 * wave));
          }
        }
      }
    }
    return picture;
  }

  /** A JPEG of it. */
  static byte[] jpeg(int width, int height) {
    try (Mat picture = gradient(width, height);
        BytePointer encoded = new BytePointer()) {
      opencv_imgcodecs.imencode(".jpg", picture, encoded);
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }
}
