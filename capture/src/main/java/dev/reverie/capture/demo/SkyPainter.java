package dev.reverie.capture.demo;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Paints an evening sky with lit clouds, twice as wide as the scene and without a seam. */
final class SkyPainter {
  /** From the top down to the horizon. */
  private static final int[] GRADIENT = {
    0x1a2456, 0x2f3a7c, 0x5b4c94, 0x9a5c96, 0xd8748a, 0xf79a78, 0xffc98a, 0xffe3b0
  };

  private static final int CLOUD_LIGHT = 0xffe2bd;
  private static final int CLOUD_GLOW = 0xff9d7c;
  private static final int CLOUD_SHADE = 0x54497f;

  /**
   * Clouds are soft: painted so much smaller, nobody sees it, and it takes a quarter of the time.
   */
  private static final int FINER = 2;

  private final int width;
  private final int rows;
  private final int fullRows;
  private final int height;
  private final long seed;

  /**
   * @param rows of the sky
   * @param height of the whole scene, in which the gradient's horizon lies
   */
  SkyPainter(int width, int rows, int height, long seed) {
    this.width = (width + FINER - 1) / FINER;
    this.rows = (rows + FINER - 1) / FINER;
    this.height = height / FINER;
    this.fullRows = rows;
    this.seed = seed;
  }

  /** Colour of the clear sky at a height, {@code down} from 0 at the top to 1 at the horizon. */
  static int clear(double down) {
    double place = Math.max(0, Math.min(0.9999, down)) * (GRADIENT.length - 1);
    int index = (int) place;
    return Brush.mix(GRADIENT[index], GRADIENT[index + 1], place - index);
  }

  /** The sky, {@code CV_8UC3}, three scenes wide: the third is the first again. */
  Mat panorama() {
    int round = 2 * width;
    float[] cloud = Noise.fractal(round, rows, 10, 6, 7, 0.55, seed);
    float[] wisp = Noise.fractal(round, rows, 8, 16, 5, 0.6, seed + 1);
    byte[] pixels = new byte[3 * width * rows * 3];
    double horizon = 0.6 * height;
    int look = Math.max(2, height / 90);
    for (int y = 0; y < rows; y++) {
      double down = y / horizon;
      int base = clear(down);
      double threshold = 0.445 + 0.05 * Math.sin(down * 5) + 0.04 * down;
      for (int x = 0; x < round; x++) {
        double here = cloud[y * round + x] + 0.12 * (wisp[y * round + x] - 0.5);
        double density = smooth((here - threshold) / 0.16);
        int color = base;
        if (density > 0) {
          // Lit from below, where the sun is: bright where there is less cloud beneath.
          int below = Math.min(rows - 1, y + look);
          int aside = (x + look) % round;
          double slope = here - cloud[below * round + aside] + 0.4 * (wisp[y * round + x] - 0.5);
          double lit = 0.45 + 5.2 * slope;
          int glow = Brush.mix(CLOUD_GLOW, CLOUD_LIGHT, 0.2 + 0.8 * down);
          int body = Brush.mix(Brush.mix(CLOUD_SHADE, base, 0.35), glow, lit);
          color = Brush.mix(base, body, density * (0.92 - 0.25 * Math.max(0, down - 0.6)));
        } else {
          color = Brush.mix(base, 0xffffff, 0.10 * smooth((wisp[y * round + x] - 0.5) / 0.3));
        }
        put(pixels, y, x, color);
        if (x < width) {
          put(pixels, y, x + round, color);
        }
      }
    }
    Mat sky = new Mat();
    try (Mat small = new Mat(rows, 3 * width, opencv_core.CV_8UC3);
        Size full = new Size(FINER * 3 * width, fullRows)) {
      small.data().put(pixels);
      opencv_imgproc.resize(small, sky, full, 0, 0, opencv_imgproc.INTER_CUBIC);
    }
    return sky;
  }

  private void put(byte[] pixels, int y, int x, int rgb) {
    int at = (y * 3 * width + x) * 3;
    pixels[at] = (byte) rgb;
    pixels[at + 1] = (byte) (rgb >> 8);
    pixels[at + 2] = (byte) (rgb >> 16);
  }

  static double smooth(double t) {
    double part = Math.max(0, Math.min(1, t));
    return part * part * (3 - 2 * part);
  }
}
