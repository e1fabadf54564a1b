package dev.reverie.dream.live.flow;

import dev.reverie.dream.engine.PlanarImage;
import java.util.Random;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A picture as a formula: what it is between the pixels, and after any motion, is known exactly.
 */
interface Texture {
  /** The value at a place in pixels, about 20..235 for {@link #waves}. */
  double at(double x, double y);

  /** Forty random waves, 8 to 90 pixels long: no two places of it look the same. */
  static Texture waves(long seed) {
    Random random = new Random(seed);
    double[][] waves = new double[40][];
    for (int i = 0; i < waves.length; i++) {
      double number = 2 * Math.PI / (8 + 82 * random.nextDouble());
      double angle = 2 * Math.PI * random.nextDouble();
      double phase = 2 * Math.PI * random.nextDouble();
      waves[i] = new double[] {number * Math.cos(angle), number * Math.sin(angle), phase};
    }
    return (x, y) -> {
      double sum = 0;
      for (double[] wave : waves) {
        sum += Math.sin(wave[0] * x + wave[1] * y + wave[2]);
      }
      return 128 + 107 * Math.tanh(sum / 6);
    };
  }

  /** The same everywhere. */
  static Texture flat(double value) {
    return (x, y) -> value;
  }

  /** Everything {@code dx} to the right and {@code dy} down. */
  default Texture moved(double dx, double dy) {
    return (x, y) -> at(x - dx, y - dy);
  }

  /** Turned clockwise on the screen about a place. */
  default Texture turned(double radians, double aboutX, double aboutY) {
    double cos = Math.cos(radians);
    double sin = Math.sin(radians);
    return (x, y) -> {
      double dx = x - aboutX;
      double dy = y - aboutY;
      return at(aboutX + cos * dx + sin * dy, aboutY - sin * dx + cos * dy);
    };
  }

  /** {@code top} where the place lies in a square, this elsewhere. */
  default Texture under(Texture top, double left, double upper, double side) {
    return (x, y) ->
        x >= left && x < left + side && y >= upper && y < upper + side ? top.at(x, y) : at(x, y);
  }

  /** {@code factor * this + offset}. */
  default Texture lit(double factor, double offset) {
    return (x, y) -> factor * at(x, y) + offset;
  }

  /** With a camera's noise, another for every seed. Not a function of the place: draw it once. */
  default Texture noisy(double deviation, long seed) {
    Random random = new Random(seed);
    return (x, y) -> at(x, y) + deviation * random.nextGaussian();
  }

  /** As an 8-bit picture, all channels alike. */
  default Mat draw(int width, int height, int channels) {
    Mat mat = new Mat(height, width, opencv_core.CV_MAKETYPE(opencv_core.CV_8U, channels));
    try (UByteIndexer pixels = mat.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int value = (int) Math.round(Math.max(0, Math.min(255, at(x, y))));
          for (int c = 0; c < channels; c++) {
            pixels.put(y, x, c, value);
          }
        }
      }
    }
    return mat;
  }

  /** As an 8-bit grey picture. */
  default Mat grey(int width, int height) {
    return draw(width, height, 1);
  }

  /** As a residual: about 0, the planes in the proportions 1, 2, 3. */
  default PlanarImage residual(int width, int height) {
    PlanarImage image = new PlanarImage(width, height);
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i++) {
        for (int p = 0; p < PlanarImage.PLANES; p++) {
          image.values().put(p * width * height + i, (float) ((at(x, y) - 128) * (p + 1) / 3));
        }
      }
    }
    return image;
  }
}
