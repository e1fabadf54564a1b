package dev.reverie.dream.live.flash;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Finds the transitions in one cell's light over time, for {@link FlashMeter}. All light is linear,
 * 0 to 1, one value for each picture; each answer is the pictures with which a transition became
 * large enough, in order.
 */
final class FlashSignals {
  private static final double CHANGE = 0.1;
  private static final double DARKER_SIDE = 0.8;
  private static final double SATURATED = 0.8;
  private static final double RED_CHANGE = 20;
  private static final double RED_SCALE = 320;
  private static final double COLOUR_CHANGE = 0.2;
  private static final double BLACK = 0.01;

  /** Chromaticity u', v' of D65, sRGB's white. */
  private static final double[] WHITE = {0.1978, 0.4683};

  private static final double[] LINEAR = new double[256];

  static {
    for (int code = 0; code < LINEAR.length; code++) {
      double c = code / 255.0;
      LINEAR[code] = c > 0.04045 ? Math.pow((c + 0.055) / 1.055, 2.4) : c / 12.92;
    }
  }

  private FlashSignals() {}

  /** The linear light of an 8-bit sRGB value. */
  static double linear(int code) {
    return LINEAR[code];
  }

  /** Changes in relative luminance by 0.1 or more with the darker side below 0.8. */
  static List<Integer> general(double[] red, double[] green, double[] blue) {
    double[] luminance = new double[red.length];
    for (int t = 0; t < red.length; t++) {
      luminance[t] = 0.2126 * red[t] + 0.7152 * green[t] + 0.0722 * blue[t];
    }
    List<Integer> turns = turns(luminance, CHANGE);
    List<Integer> found = new ArrayList<>();
    for (int k = 1; k < turns.size(); k++) {
      double from = luminance[turns.get(k - 1)];
      double to = luminance[turns.get(k)];
      if (Math.min(from, to) < DARKER_SIDE) {
        found.add(
            first(turns.get(k - 1), turns.get(k), t -> Math.abs(luminance[t] - from) >= CHANGE));
      }
    }
    return found;
  }

  /** WCAG 2.0 and 2.1's red transitions. */
  static List<Integer> redness(double[] red, double[] green, double[] blue) {
    double[] redness = new double[red.length];
    for (int t = 0; t < red.length; t++) {
      redness[t] = redness(red[t], green[t], blue[t]);
    }
    List<Integer> turns = turns(redness, RED_CHANGE);
    List<Integer> found = new ArrayList<>();
    for (int k = 1; k < turns.size(); k++) {
      int from = turns.get(k - 1);
      int to = turns.get(k);
      if (saturated(red[from], green[from], blue[from])
          || saturated(red[to], green[to], blue[to])) {
        found.add(first(from, to, t -> Math.abs(redness[t] - redness[from]) >= RED_CHANGE));
      }
    }
    return found;
  }

  /** WCAG 2.2's red transitions. */
  static List<Integer> colour(double[] red, double[] green, double[] blue) {
    List<Integer> found = new ArrayList<>();
    Extremes reds = new Extremes();
    Extremes others = new Extremes();
    boolean lastWasRed = true;
    for (int t = 0; t < red.length; t++) {
      double[] here = chromaticity(red[t], green[t], blue[t]);
      boolean saturated = saturated(red[t], green[t], blue[t]);
      boolean far = (lastWasRed ? reds : others).distance(here) > COLOUR_CHANGE;
      if (far && lastWasRed) {
        found.add(t);
        lastWasRed = false;
        others.clear();
      } else if (saturated && (far || (found.isEmpty() && others.distance(here) > COLOUR_CHANGE))) {
        found.add(t);
        lastWasRed = true;
        reds.clear();
      }
      if (saturated) {
        reds.add(here);
      } else {
        others.add(here);
      }
    }
    return found;
  }

  private static boolean saturated(double red, double green, double blue) {
    return red >= SATURATED * (red + green + blue) && redness(red, green, blue) >= RED_CHANGE;
  }

  private static double redness(double red, double green, double blue) {
    return Math.max(0, red - green - blue) * RED_SCALE;
  }

  /** CIE 1976 UCS u', v', by way of sRGB's matrix to XYZ. */
  private static double[] chromaticity(double red, double green, double blue) {
    if (red + green + blue < BLACK) {
      return WHITE;
    }
    double x = 0.4124 * red + 0.3576 * green + 0.1805 * blue;
    double y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    double z = 0.0193 * red + 0.1192 * green + 0.9505 * blue;
    double sum = x + 15 * y + 3 * z;
    return new double[] {4 * x / sum, 9 * y / sum};
  }

  /**
   * The peaks and valleys, each at least {@code change} from the next, with the first and the last
   * value's extremes as ends.
   */
  private static List<Integer> turns(double[] values, double change) {
    List<Integer> turns = new ArrayList<>();
    int high = 0;
    int low = 0;
    int way = 0;
    for (int t = 1; t < values.length; t++) {
      high = values[t] > values[high] ? t : high;
      low = values[t] < values[low] ? t : low;
      if (way >= 0 && values[high] - values[t] >= change) {
        turns.add(high);
        way = -1;
        low = t;
      } else if (way <= 0 && values[t] - values[low] >= change) {
        turns.add(low);
        way = 1;
        high = t;
      }
    }
    if (way != 0) {
      turns.add(way > 0 ? high : low);
    }
    return turns;
  }

  private static int first(int after, int last, IntPredicate enough) {
    int t = after;
    while (t < last && !enough.test(t)) {
      t++;
    }
    return t;
  }

  /** The outermost of some chromaticities. */
  private static final class Extremes {
    private final double[][] points = new double[4][];
    private boolean any;

    void clear() {
      any = false;
    }

    void add(double[] point) {
      for (int k = 0; k < points.length; k++) {
        double sign = k % 2 == 0 ? 1 : -1;
        if (!any || sign * point[k / 2] > sign * points[k][k / 2]) {
          points[k] = point;
        }
      }
      any = true;
    }

    double distance(double[] from) {
      double farthest = 0;
      if (any) {
        for (double[] point : points) {
          farthest = Math.max(farthest, Math.hypot(point[0] - from[0], point[1] - from[1]));
        }
      }
      return farthest;
    }
  }
}
