package dev.reverie.capture;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Draws what viewers see while there is no frame: dark, with the reason in words, and with slow
 * rings that show that the program itself is alive. One thread. Owns its background.
 */
final class NoSignalPicture implements AutoCloseable {
  private static final double RING_SECONDS = 4;
  private static final int RINGS = 3;
  private static final int FONT = opencv_imgproc.FONT_HERSHEY_SIMPLEX;

  /** Blue, green, red at the top and at the bottom. */
  private static final int[][] SHADES = {{44, 24, 20}, {22, 10, 8}};

  private final Mat background = new Mat();

  /**
   * Draws one picture.
   *
   * @param into becomes {@code CV_8UC3}, {@code width} x {@code height}
   * @param state says why there is none
   * @param nanos the time, for the animation
   */
  void draw(Mat into, int width, int height, CaptureState state, long nanos) {
    if (background.cols() != width || background.rows() != height) {
      paintBackground(width, height);
    }
    background.copyTo(into);
    double unit = Math.min(height, width * 9 / 16.0) / 720;
    double phase = Math.floorMod(nanos, (long) (RING_SECONDS * 1e9)) / (RING_SECONDS * 1e9);
    int middle = (int) (height * 0.36);
    for (int i = 0; i < RINGS; i++) {
      ring(into, width / 2, middle, unit, (phase + i / (double) RINGS) % 1);
    }
    boolean connecting = state.status() == CaptureState.Status.CONNECTING;
    String title = connecting ? "connecting" : "no signal";
    int y = (int) (height * 0.6);
    line(into, title, y, 1.7 * unit, new int[] {235, 222, 214});
    y += (int) (58 * unit);
    double small = 0.8 * unit;
    for (String text : wrap(plain(state.reason()), width * 0.86, small)) {
      line(into, text, y, small, new int[] {190, 170, 160});
      y += (int) (36 * unit);
    }
  }

  private static void ring(Mat into, int x, int y, double unit, double age) {
    double brightness = Math.sin(Math.PI * age);
    int radius = (int) ((18 + 112 * age) * unit * 16);
    try (Point center = new Point(x * 16, y * 16);
        Scalar color =
            new Scalar(44 + 150 * brightness, 24 + 90 * brightness, 20 + 105 * brightness, 0)) {
      int thickness = Math.max(1, (int) Math.round(2 * unit));
      opencv_imgproc.circle(into, center, radius, color, thickness, opencv_imgproc.LINE_AA, 4);
    }
  }

  private static void line(Mat into, String text, int baseline, double scale, int[] bgr) {
    int thickness = Math.max(1, (int) Math.round(1.6 * scale));
    int x = (int) ((into.cols() - width(text, scale)) / 2);
    try (Point start = new Point(x, baseline);
        Scalar color = new Scalar(bgr[0], bgr[1], bgr[2], 0)) {
      opencv_imgproc.putText(
          into, text, start, FONT, scale, color, thickness, opencv_imgproc.LINE_AA, false);
    }
  }

  private static double width(String text, double scale) {
    try (BytePointer bytes = new BytePointer(text);
        Size size = opencv_imgproc.getTextSize(bytes, FONT, scale, 1, new int[1])) {
      return size.width();
    }
  }

  /** Words in lines of at most {@code width} pixels; a word longer than a line is cut up. */
  static List<String> wrap(String text, double width, double scale) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!line.isEmpty() && width(line + " " + rest, scale) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (width(rest, scale) > width && rest.length() > 1) {
        int cut = rest.length() - 1;
        while (cut > 1 && width(rest.substring(0, cut), scale) > width) {
          cut--;
        }
        lines.add(rest.substring(0, cut));
        rest = rest.substring(cut);
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  /** The letters that OpenCV's font has: accents fall off, and the rest becomes question marks. */
  static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}+", "")
        .replaceAll("[^\\x20-\\x7e]", "?");
  }

  private void paintBackground(int width, int height) {
    try (Mat column = new Mat(height, 1, opencv_core.CV_8UC3);
        UByteIndexer pixels = column.createIndexer()) {
      for (int y = 0; y < height; y++) {
        double down = y / (double) height;
        for (int c = 0; c < 3; c++) {
          pixels.put(y, 0, c, (int) (SHADES[0][c] * (1 - down) + SHADES[1][c] * down + 0.5));
        }
      }
      opencv_core.repeat(column, 1, width, background);
    }
  }

  @Override
  public void close() {
    background.close();
  }
}
