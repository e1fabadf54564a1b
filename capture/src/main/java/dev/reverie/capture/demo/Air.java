package dev.reverie.capture.demo;

import java.util.SplittableRandom;

/** What hangs, flies and glows in the air: wisteria in the wind, birds, fireflies. One thread. */
final class Air {
  private static final int STRANDS = 20;
  private static final int BIRDS = 9;
  private static final int FIREFLIES = 34;

  private final int width;
  private final int height;
  private final double unit;
  private final double[][] strands = new double[STRANDS][];
  private final double[][] fireflies = new double[FIREFLIES][];
  private final int[] petals = {0x8e6fd0, 0xa98be4, 0xc7aef2, 0x7557b8, 0xe3d2fa};
  private final int[] leaves = {0x2c4a2c, 0x3f6234, 0x5d7c3c, 0xa9a24e};

  Air(int width, int height, long seed) {
    this.width = width;
    this.height = height;
    this.unit = height / 720.0;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < STRANDS; i++) {
      // From the sides inwards, the longest outside.
      int pair = i / 2;
      double inward = pair / (STRANDS / 2.0);
      double part = 0.40 * inward + 0.03 * random.nextDouble();
      double x = (i % 2 == 0 ? part : 1 - part) * width;
      double length = (260 * (1 - inward) + 40 + 90 * random.nextDouble()) * unit;
      strands[i] =
          new double[] {x, length, 6.28 * random.nextDouble(), 0.7 + 0.6 * random.nextDouble()};
    }
    for (int i = 0; i < FIREFLIES; i++) {
      fireflies[i] =
          new double[] {
            random.nextDouble(),
            0.55 + 0.42 * random.nextDouble(),
            6.28 * random.nextDouble(),
            0.5 + random.nextDouble()
          };
    }
  }

  /** Strands of leaves above and blossoms below, which swing from the top edge. */
  void drawStrands(Brush brush, double seconds) {
    for (double[] strand : strands) {
      int steps = (int) (strand[1] / (13.5 * unit));
      double gust = 0.6 + 0.4 * Math.sin(0.31 * seconds + strand[0] / width * 4);
      brush.start().to(strand[0], -6 * unit);
      for (int i = 1; i <= steps; i++) {
        brush.to(x(strand, i / (double) steps, gust, seconds), strand[1] * i / steps);
      }
      brush.stroke(0x2f3a26, 1.4 * unit);
      for (int i = 1; i <= steps; i++) {
        double down = i / (double) steps;
        double swing = swing(strand, down, seconds);
        double x = x(strand, down, gust, seconds);
        double y = strand[1] * down;
        double turn = 0.25 * swing;
        int kind = (i * 7 + (int) (strand[2] * 10)) & 0xff;
        if (down < 0.45) {
          double long1 = (17 - 6 * down) * unit;
          brush.leaf(x, y, long1, 6 * unit, 0.7 + turn, leaves[kind % 4]);
          brush.leaf(x, y, long1, 6 * unit, Math.PI - 0.7 + turn, leaves[(kind + 1) % 4]);
        } else {
          double r = (7.5 - 4.6 * (down - 0.45) / 0.55) * unit;
          brush.ellipse(x - r * 0.8, y, r, r * 0.75, 0.5 + turn, petals[kind % 5]);
          brush.ellipse(x + r * 0.8, y + r * 0.4, r, r * 0.75, turn - 0.5, petals[(kind + 2) % 5]);
        }
      }
    }
  }

  private double x(double[] strand, double down, double gust, double seconds) {
    return strand[0] + 30 * unit * gust * Math.pow(down, 1.6) * swing(strand, down, seconds);
  }

  private static double swing(double[] strand, double down, double seconds) {
    return Math.sin(strand[3] * 1.3 * seconds + strand[2] - 1.4 * down);
  }

  /** A loose flock that crosses the sky. */
  void drawBirds(Brush brush, double seconds) {
    double way = (seconds * 0.028) % 1.4 - 0.2;
    for (int i = 0; i < BIRDS; i++) {
      double x = (way - 0.028 * i + 0.004 * Math.sin(seconds + i)) * width;
      double rank = i % 2 == 0 ? i : -i;
      double y = (0.20 + 0.011 * rank + 0.012 * Math.sin(0.6 * seconds + i)) * height;
      double flap = Math.sin(5.2 * seconds + 1.7 * i);
      double span = (10 - 0.35 * i) * unit;
      brush
          .start()
          .to(x - span, y - span * (0.30 + 0.5 * flap))
          .to(x - 0.45 * span, y - span * (0.28 + 0.2 * flap))
          .to(x, y)
          .to(x + 0.45 * span, y - span * (0.28 + 0.2 * flap))
          .to(x + span, y - span * (0.30 + 0.5 * flap))
          .stroke(0x2b2440, 1.8 * unit);
    }
  }

  /** Sparks that wander over the meadow and go on and off. */
  void addFireflies(Glow large, Glow small, double seconds) {
    for (int i = 0; i < FIREFLIES; i++) {
      double[] fly = fireflies[i];
      double shine = Math.sin(fly[3] * 1.1 * seconds + fly[2]);
      if (shine > -0.25) {
        double x = fly[0] + 0.03 * Math.sin(0.33 * fly[3] * seconds + fly[2]);
        double y = fly[1] + 0.035 * Math.sin(0.47 * fly[3] * seconds + 2 * fly[2]);
        (shine > 0.45 ? large : small).add(x * width, y * height);
      }
    }
  }
}
