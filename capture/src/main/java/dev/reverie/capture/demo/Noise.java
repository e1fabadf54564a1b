package dev.reverie.capture.demo;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/** Clouds of numbers: the same for the same seed, on every machine. */
final class Noise {
  private static final int MARGIN = 2;

  private Noise() {}

  /**
   * Fractal noise, about 0 to 1 with a mean of one half; its left edge continues its right one.
   *
   * @param cellsX hills of the coarsest layer across the width
   * @param cellsY hills of the coarsest layer down the height
   * @param octaves layers, each twice as fine as the one before
   * @param gain weight of a layer, of the one before
   * @return rows of {@code width} values
   */
  static float[] fractal(
      int width, int height, int cellsX, int cellsY, int octaves, double gain, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] sum = new float[width * height];
    float[] layer = new float[width * height];
    double weight = 1;
    double total = 0;
    for (int octave = 0; octave < octaves; octave++) {
      layer(width, height, cellsX << octave, cellsY << octave, random, layer);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (float) (weight * layer[i]);
      }
      total += weight;
      weight *= gain;
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= (float) total;
    }
    return sum;
  }

  private static void layer(
      int width, int height, int cellsX, int cellsY, SplittableRandom random, float[] into) {
    int columns = cellsX + 2 * MARGIN;
    int rows = cellsY + 2 * MARGIN;
    double stepX = width / (double) cellsX;
    double stepY = height / (double) cellsY;
    try (Mat grid = new Mat(rows, columns, opencv_core.CV_32FC1);
        Mat fine = new Mat();
        Size size = new Size((int) Math.round(columns * stepX), (int) Math.round(rows * stepY));
        Rect rect =
            new Rect(
                (int) Math.round(MARGIN * stepX),
                (int) Math.round(MARGIN * stepY),
                width,
                height)) {
      try (FloatIndexer cells = grid.createIndexer()) {
        for (int y = 0; y < rows; y++) {
          float[] ring = new float[cellsX];
          for (int x = 0; x < cellsX; x++) {
            ring[x] = (float) random.nextDouble();
          }
          for (int x = 0; x < columns; x++) {
            cells.put(y, x, ring[Math.floorMod(x - MARGIN, cellsX)]);
          }
        }
      }
      opencv_imgproc.resize(grid, fine, size, 0, 0, opencv_imgproc.INTER_CUBIC);
      try (Mat part = new Mat(fine, rect);
          Mat whole = part.clone();
          FloatIndexer values = whole.createIndexer()) {
        values.get(0, 0, into, 0, into.length);
      }
    }
  }
}
