package dev.reverie.capture.demo;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Draws smooth shapes in floating-point pixels. Colours are 0xRRGGBB. One thread. Its native memory
 * is made once and used for every stroke.
 */
final class Brush implements AutoCloseable {
  private static final int MOST_POINTS = 96;
  private static final int SHIFT = 4;
  private static final double UNIT = 1 << SHIFT;

  private final Point points = new Point(MOST_POINTS);
  private final IntPointer coordinates = new IntPointer(points);
  private final IntPointer counts = new IntPointer(1L);
  private final Scalar color = new Scalar();
  private final int[] buffer = new int[2 * MOST_POINTS];
  private Mat canvas;
  private int used;

  Brush(Mat canvas) {
    this.canvas = canvas;
  }

  /** Draws on {@code other} from now on. */
  void on(Mat other) {
    canvas = other;
  }

  /** Begins a shape. */
  Brush start() {
    used = 0;
    return this;
  }

  /** Adds a corner, in pixels. */
  Brush to(double x, double y) {
    buffer[used++] = (int) Math.round(x * UNIT);
    buffer[used++] = (int) Math.round(y * UNIT);
    return this;
  }

  /** Fills the shape, which must be convex or nearly so. */
  void fill(int rgb) {
    coordinates.put(buffer, 0, used);
    opencv_imgproc.fillConvexPoly(
        canvas, points, used / 2, paint(rgb), opencv_imgproc.LINE_AA, SHIFT);
  }

  /** Draws the shape as an open line. */
  void stroke(int rgb, double width) {
    coordinates.put(buffer, 0, used);
    counts.put(used / 2);
    opencv_imgproc.polylines(
        canvas,
        points,
        counts,
        1,
        false,
        paint(rgb),
        Math.max(1, (int) Math.round(width)),
        opencv_imgproc.LINE_AA,
        SHIFT);
  }

  /** A leaf: pointed at both ends. */
  void leaf(double x, double y, double length, double width, double angle, int rgb) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    start().to(x, y);
    corner(x, y, cos, sin, 0.35 * length, 0.5 * width);
    corner(x, y, cos, sin, 0.7 * length, 0.38 * width);
    corner(x, y, cos, sin, length, 0);
    corner(x, y, cos, sin, 0.7 * length, -0.38 * width);
    corner(x, y, cos, sin, 0.35 * length, -0.5 * width);
    fill(rgb);
  }

  private void corner(double x, double y, double cos, double sin, double along, double aside) {
    to(x + cos * along - sin * aside, y + sin * along + cos * aside);
  }

  /** An ellipse turned by {@code angle}. */
  void ellipse(double x, double y, double a, double b, double angle, int rgb) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    int corners = a + b > 40 ? 32 : a + b > 16 ? 16 : 8;
    start();
    for (int i = 0; i < corners; i++) {
      double turn = 2 * Math.PI * i / corners;
      corner(x, y, cos, sin, a * Math.cos(turn), b * Math.sin(turn));
    }
    fill(rgb);
  }

  /** A limb: thick at one end and thin at the other, with round ends. */
  void limb(double x0, double y0, double r0, double x1, double y1, double r1, int rgb) {
    double angle = Math.atan2(y1 - y0, x1 - x0);
    start();
    for (int i = 0; i <= 6; i++) {
      double turn = angle + Math.PI / 2 + Math.PI * i / 6;
      to(x0 + r0 * Math.cos(turn), y0 + r0 * Math.sin(turn));
    }
    for (int i = 0; i <= 6; i++) {
      double turn = angle - Math.PI / 2 + Math.PI * i / 6;
      to(x1 + r1 * Math.cos(turn), y1 + r1 * Math.sin(turn));
    }
    fill(rgb);
  }

  private Scalar paint(int rgb) {
    color.put(0, rgb & 0xff);
    color.put(1, rgb >> 8 & 0xff);
    color.put(2, rgb >> 16 & 0xff);
    return color;
  }

  /** {@code t} of the way from one colour to another; {@code t} is held within 0 and 1. */
  static int mix(int from, int to, double t) {
    double part = Math.max(0, Math.min(1, t));
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = from >> shift & 0xff;
      int b = to >> shift & 0xff;
      mixed |= (int) Math.round(a + (b - a) * part) << shift;
    }
    return mixed;
  }

  /** A colour {@code factor} times as bright. */
  static int shade(int rgb, double factor) {
    return factor <= 1 ? mix(0, rgb, factor) : mix(rgb, 0xffffff, (factor - 1) * 0.8);
  }

  @Override
  public void close() {
    points.close();
    counts.close();
    color.close();
  }
}
