package dev.reverie.capture.demo;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Soft light that wanders over the scene: computed on a coarse grid, and multiplied into the
 * picture. One thread. Owns its grid.
 */
final class Light implements AutoCloseable {
  private static final int COLUMNS = 80;
  private static final int ROWS = 45;

  /** The grid's value that leaves a pixel as it is. */
  private static final double NEUTRAL = 128;

  /** Colour (blue, green, red) and strength of each wandering pool of light. */
  private static final double[][] POOLS = {
    {0.42, 0.85, 1.25}, {1.15, 0.6, 1.0}, {1.2, 0.95, 0.45},
  };

  private static final double[] SUN = {0.2, 0.5, 0.75};

  private final Mat grid = new Mat(ROWS, COLUMNS, opencv_core.CV_8UC3);
  private final Mat full = new Mat();
  private final Size size;
  private final byte[] values = new byte[ROWS * COLUMNS * 3];
  private final double[] across = new double[COLUMNS];
  private final double[] sum = new double[ROWS * COLUMNS * 3];

  Light(int width, int height) {
    size = new Size(width, height);
  }

  /**
   * Lights {@code scene}.
   *
   * @param sunX the sun's place, as a part of the width
   * @param into becomes the lit picture
   */
  void shine(double seconds, double sunX, Mat scene, Mat into) {
    vignette();
    breeze(seconds);
    pool(sunX, 0.60, 0.34, 0.30, SUN, 0.34 + 0.03 * Math.sin(0.9 * seconds));
    for (int i = 0; i < POOLS.length; i++) {
      double x = 0.5 + 0.42 * Math.sin(seconds * (0.17 + 0.05 * i) + 2.1 * i);
      double y = 0.62 + 0.26 * Math.sin(seconds * (0.23 - 0.04 * i) + 1.3 * i);
      double strength = 0.42 + 0.14 * Math.sin(seconds * 0.5 + i);
      pool(x, y, 0.15, 0.21, POOLS[i], strength);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) Math.min(255, NEUTRAL * sum[i]);
    }
    grid.data().put(values);
    opencv_imgproc.resize(grid, full, size, 0, 0, opencv_imgproc.INTER_LINEAR);
    opencv_core.multiply(scene, full, into, 1 / NEUTRAL, -1);
  }

  private void vignette() {
    for (int y = 0; y < ROWS; y++) {
      double dy = (y + 0.5) / ROWS - 0.5;
      for (int x = 0; x < COLUMNS; x++) {
        double dx = (x + 0.5) / COLUMNS - 0.5;
        double dark = 1.02 - 0.95 * (dx * dx + dy * dy);
        int at = 3 * (y * COLUMNS + x);
        sum[at] = dark;
        sum[at + 1] = dark * 0.97;
        sum[at + 2] = dark * 0.95;
      }
    }
  }

  /** Waves of wind over lake and meadow. */
  private void breeze(double seconds) {
    for (int y = (int) (0.66 * ROWS); y < ROWS; y++) {
      double near = (y - 0.62 * ROWS) / (0.38 * ROWS);
      for (int x = 0; x < COLUMNS; x++) {
        double wave =
            Math.sin(x * 0.55 / (0.35 + near) * 0.6 - seconds * 1.1 + 2.5 * near)
                * Math.sin(y * 1.7 + x * 0.11 + seconds * 0.7);
        double gain = 1 + 0.13 * wave;
        int at = 3 * (y * COLUMNS + x);
        sum[at] *= gain;
        sum[at + 1] *= gain;
        sum[at + 2] *= gain;
      }
    }
  }

  private void pool(double x, double y, double rx, double ry, double[] color, double strength) {
    for (int i = 0; i < COLUMNS; i++) {
      double d = ((i + 0.5) / COLUMNS - x) / rx;
      across[i] = Math.exp(-d * d);
    }
    for (int j = 0; j < ROWS; j++) {
      double d = ((j + 0.5) / ROWS - y) / ry;
      double down = strength * Math.exp(-d * d);
      for (int i = 0; i < COLUMNS; i++) {
        double light = down * across[i];
        int at = 3 * (j * COLUMNS + i);
        sum[at] += light * color[0];
        sum[at + 1] += light * color[1];
        sum[at + 2] += light * color[2];
      }
    }
  }

  @Override
  public void close() {
    grid.close();
    full.close();
    size.close();
  }
}
