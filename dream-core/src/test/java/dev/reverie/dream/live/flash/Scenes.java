package dev.reverie.dream.live.flash;

import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Pictures that flash, and some that don't. */
final class Scenes {
  /** Paints what a moment looks like. */
  interface Scene {
    /**
     * Paints.
     *
     * @param seconds since the beginning
     */
    void paint(Mat picture, double seconds);
  }

  /** An sRGB colour in 8-bit codes. */
  record Colour(double red, double green, double blue) {
    static final Colour BLACK = grey(0);
    static final Colour WHITE = grey(255);
    static final Colour RED = new Colour(255, 0, 0);

    static Colour grey(double level) {
      return new Colour(level, level, level);
    }

    /** The codes nearest to this linear light. */
    static Colour linear(double red, double green, double blue) {
      return new Colour(code(red), code(green), code(blue));
    }

    private static double code(double linear) {
      double coded =
          linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
      return Math.rint(255 * coded);
    }

    Colour mixed(Colour other, double share) {
      return new Colour(
          red + share * (other.red - red),
          green + share * (other.green - green),
          blue + share * (other.blue - blue));
    }
  }

  private Scenes() {}

  /** Whether a strobe of this many flashes a second is lit. */
  static boolean lit(double seconds, double hertz) {
    return Math.floorMod((long) Math.floor(2 * hertz * seconds + 1e-6), 2) == 0;
  }

  static Scene strobe(double hertz, Colour lit, Colour dark) {
    return (picture, seconds) -> fill(picture, lit(seconds, hertz) ? lit : dark);
  }

  /** A strobe of black and white in a part of a grey picture. */
  static Scene lamp(double hertz, double left, double top, double wide, double high) {
    return (picture, seconds) -> {
      fill(picture, Colour.grey(100));
      Colour lamp = lit(seconds, hertz) ? Colour.WHITE : Colour.BLACK;
      rectangle(picture, left, top, wide, high, lamp);
    };
  }

  /** A checkerboard that changes sides. */
  static Scene checkerboard(double hertz, int across) {
    return (picture, seconds) -> {
      int square = Math.max(1, picture.cols() / across);
      boolean lit = lit(seconds, hertz);
      byte[] row = new byte[picture.cols() * 3];
      for (int y = 0; y < picture.rows(); y++) {
        for (int k = 0; k < row.length; k++) {
          row[k] = (byte) ((k / 3 / square + y / square) % 2 == 0 == lit ? 255 : 0);
        }
        picture.ptr(y).put(row);
      }
    };
  }

  /** A white bar that crosses a dark picture so many times a second. */
  static Scene bar(double hertz, double wide) {
    return (picture, seconds) -> {
      fill(picture, Colour.grey(20));
      double left = (hertz * seconds - Math.floor(hertz * seconds)) * (1 - wide);
      rectangle(picture, left, 0, wide, 1, Colour.WHITE);
    };
  }

  /** So many pictures a second of coloured squares that have nothing to do with each other. */
  static Scene cuts(double hertz, int across) {
    return (picture, seconds) -> {
      Random random = new Random(31 * (long) Math.floor(hertz * seconds + 1e-6) + 5);
      try (Mat squares =
          new Mat(
              Math.max(1, across * picture.rows() / picture.cols()), across, opencv_core.CV_8UC3)) {
        byte[] codes = new byte[squares.rows() * across * 3];
        random.nextBytes(codes);
        squares.data().put(codes);
        opencv_imgproc.resize(squares, picture, picture.size(), 0, 0, opencv_imgproc.INTER_NEAREST);
      }
    };
  }

  /** The scene as a source shows it that gives fewer pictures than are sent. */
  static Scene sampled(double rate, Scene scene) {
    return (picture, seconds) -> scene.paint(picture, Math.floor(rate * seconds + 1e-6) / rate);
  }

  /** One scene until a moment, another from then on. */
  static Scene then(Scene first, double until, Scene second) {
    return (picture, seconds) -> (seconds < until - 1e-6 ? first : second).paint(picture, seconds);
  }

  static void fill(Mat picture, Colour colour) {
    try (Scalar scalar = scalar(colour)) {
      picture.put(scalar);
    }
  }

  /** In shares of the width and the height. */
  static void rectangle(
      Mat picture, double left, double top, double wide, double high, Colour colour) {
    int cols = picture.cols();
    int rows = picture.rows();
    try (Scalar scalar = scalar(colour);
        Rect where =
            new Rect(
                (int) Math.round(left * cols),
                (int) Math.round(top * rows),
                Math.max(1, (int) Math.round(wide * cols)),
                Math.max(1, (int) Math.round(high * rows)))) {
      opencv_imgproc.rectangle(picture, where, scalar, -1, 8, 0);
    }
  }

  private static Scalar scalar(Colour colour) {
    return new Scalar(colour.blue(), colour.green(), colour.red(), 0);
  }
}
