package dev.reverie.capture.demo;

/**
 * One person in a flowing robe, who sways, turns and lets ribbons fly. Immutable: the pose is a
 * function of time. Distances are in parts of the person's height.
 */
final class Dancer {
  private static final int PLEATS = 22;
  private static final int RIM = 0xffd79a;
  private static final int GRASS_SHADOW = 0x2a4224;

  /**
   * How a dancer looks.
   *
   * @param robe colour of the robe
   * @param trim colour of sash, hem and ribbons
   * @param skin colour of the skin
   * @param hair colour of the hair
   * @param hem height of the robe's hem: near 0 for a gown, higher for a tunic
   */
  record Look(int robe, int trim, int skin, int hair, double hem) {}

  private final Look look;
  private final double place;
  private final double ground;
  private final double tall;
  private final double tempo;
  private final double phase;

  /**
   * @param place of the feet, as a part of the width
   * @param ground of the feet, as a part of the height
   * @param tall as a part of the height
   * @param tempo of the dance, in radians a second
   * @param phase where in the dance it starts, in radians
   */
  Dancer(Look look, double place, double ground, double tall, double tempo, double phase) {
    this.look = look;
    this.place = place;
    this.ground = ground;
    this.tall = tall;
    this.tempo = tempo;
    this.phase = phase;
  }

  /** Draws the dancer as of {@code seconds}, lit by a sun at {@code sunX} pixels. */
  void draw(Brush brush, double seconds, int width, int height, double sunX) {
    new Pose(brush, seconds, width, height, sunX).draw();
  }

  /** The dancer at one moment. */
  private final class Pose {
    private final Brush brush;
    private final double beat;
    private final double turn;
    private final double size;
    private final double footX;
    private final double footY;
    private final double sun;
    private final double hipX;
    private final double chestX;
    private final double headX;

    Pose(Brush brush, double seconds, int width, int height, double sunX) {
      this.brush = brush;
      beat = tempo * seconds + phase;
      turn = 0.3 * seconds + 1.3 * Math.sin(0.37 * seconds + phase);
      size = tall * height;
      footX = (place + 0.045 * Math.sin(0.21 * seconds + phase)) * width;
      footY = ground * height - 0.012 * size * Math.abs(Math.sin(beat));
      sun = Math.max(-1, Math.min(1, (sunX - footX) / (0.25 * width)));
      hipX = 0.03 * Math.sin(beat);
      chestX = 0.05 * Math.sin(beat + 0.7);
      headX = chestX + 0.03 * Math.sin(beat + 1.3);
    }

    private double x(double x) {
      return footX + x * size;
    }

    private double y(double y) {
      return footY - y * size;
    }

    void draw() {
      brush.ellipse(footX - 0.05 * sun * size, y(-0.012), 0.2 * size, 0.03 * size, 0, GRASS_SHADOW);
      boolean front = Math.cos(turn) > 0;
      double swing = 0.9 + 0.55 * Math.sin(0.5 * beat + 1);
      double[] left = arm(-1, swing + 0.5 * Math.sin(beat));
      double[] right = arm(1, swing + 0.5 * Math.sin(beat + 2.2));
      ribbon(left, -1);
      ribbon(right, 1);
      legs();
      hairBehind(front);
      drawArm(front ? right : left, front ? 1 : -1);
      skirt();
      torso();
      head(front);
      drawArm(front ? left : right, front ? -1 : 1);
    }

    /** Shoulder, elbow and hand of one arm, raised by {@code lift} radians. */
    private double[] arm(int side, double lift) {
      double reach = 0.72 + 0.28 * Math.abs(Math.cos(turn));
      double shoulderX = chestX + side * 0.078 * reach;
      double upper = lift - 0.6;
      double elbowX = shoulderX + side * 0.145 * reach * Math.cos(upper);
      double elbowY = 0.8 + 0.145 * Math.sin(upper);
      double lower = upper + 0.55 + 0.35 * Math.sin(beat * 0.8 + side);
      double handX = elbowX + side * 0.15 * reach * Math.cos(lower);
      double handY = elbowY + 0.15 * Math.sin(lower);
      return new double[] {shoulderX, 0.8, elbowX, elbowY, handX, handY};
    }

    private void drawArm(double[] arm, int side) {
      double glow = 0.006 * sun;
      limb(arm[0] + glow, arm[1] + 0.005, 0.031, arm[2] + glow, arm[3] + 0.005, 0.027, RIM);
      limb(arm[2] + glow, arm[3] + 0.005, 0.022, arm[4] + glow, arm[5] + 0.005, 0.015, RIM);
      limb(arm[2], arm[3], 0.02, arm[4], arm[5], 0.013, look.skin());
      disc(arm[4], arm[5], 0.017, look.skin());
      // A wide sleeve hangs from elbow to wrist.
      double hang = 0.075 + 0.02 * Math.sin(beat * 1.7 + side);
      double wristX = arm[2] + 0.62 * (arm[4] - arm[2]);
      double wristY = arm[3] + 0.62 * (arm[5] - arm[3]);
      brush.start();
      corner(arm[0], arm[1] + 0.02);
      corner(arm[2], arm[3] + 0.024);
      corner(wristX, wristY + 0.02);
      corner(wristX - 0.02 * side, wristY - hang);
      corner(arm[2] - 0.01 * side, arm[3] - 0.7 * hang);
      corner(arm[0], arm[1] - 0.035);
      brush.fill(Brush.shade(look.robe(), 0.92 + 0.2 * sun * side));
      brush.start();
      corner(wristX, wristY + 0.02);
      corner(wristX - 0.02 * side, wristY - hang);
      brush.stroke(look.trim(), 0.012 * size);
    }

    private void ribbon(double[] arm, int side) {
      int steps = 12;
      double oldX = arm[4];
      double oldY = arm[5];
      for (int i = 1; i <= steps; i++) {
        double along = i / (double) steps;
        double newX =
            arm[4]
                + side * 0.34 * along
                - 0.22 * Math.sin(beat + 0.4) * along
                + 0.05 * Math.sin(6 * along - 1.9 * beat + side);
        double newY =
            arm[5]
                + 0.10 * Math.sin(3.1 * along + 0.6 * beat)
                - 0.30 * along * along
                + 0.045 * Math.sin(9 * along - 2.3 * beat);
        double wide = 0.017 * (1 - 0.6 * along);
        double fold = Math.cos(9 * along - 2.3 * beat);
        brush.start();
        corner(oldX, oldY + wide);
        corner(newX, newY + wide);
        corner(newX, newY - wide);
        corner(oldX, oldY - wide);
        brush.fill(Brush.shade(look.trim(), 0.85 + 0.3 * fold));
        oldX = newX;
        oldY = newY;
      }
    }

    private void legs() {
      for (int side = -1; side <= 1; side += 2) {
        double stride = 0.06 * Math.sin(beat + (side > 0 ? 0 : Math.PI));
        double lift = 0.02 * Math.max(0, Math.cos(beat + (side > 0 ? 0 : Math.PI)));
        double hip = hipX + 0.03 * side;
        double knee = hip + 0.8 * stride;
        double foot = 0.045 * side + stride;
        int cloth = Brush.shade(look.trim(), 0.55);
        limb(hip, 0.5, 0.04, knee, 0.27 + lift, 0.03, cloth);
        limb(knee, 0.27 + lift, 0.03, foot, 0.04 + lift, 0.02, cloth);
        limb(foot, 0.02 + lift, 0.018, foot + 0.035 * side, 0.012 + lift, 0.014, 0x3a2620);
      }
    }

    /** Pleats around a cone that turns with the dancer; only those in front are seen. */
    private void skirt() {
      double flare = 0.175 + 0.03 * Math.sin(2 * beat) + 0.03 * Math.abs(Math.cos(beat));
      double length = 0.6 - look.hem();
      double foot = 0.062 + (flare - 0.062) * Math.min(1, length / 0.52 + 0.1);
      for (int k = 0; k < PLEATS; k++) {
        double from = wrap(turn + 2 * Math.PI * k / PLEATS);
        double to = from + 2 * Math.PI / PLEATS;
        double middle = (from + to) / 2;
        if (Math.cos(middle) < -0.12) {
          continue;
        }
        double lit = 0.72 + 0.34 * Math.sin(middle) * sun + (k % 2 == 0 ? 0.12 : -0.12);
        double edge = 1 - Math.abs(Math.cos(middle));
        int cloth = Brush.shade(look.robe(), lit);
        cloth = Brush.mix(cloth, RIM, 0.55 * edge * edge * Math.max(0, Math.sin(middle) * sun));
        pleat(from, to, 0, 1, foot, cloth);
        pleat(from, to, 0.93, 1, foot, Brush.shade(look.trim(), lit + 0.15));
        pleat(from, to, 0.84, 0.87, foot, Brush.shade(look.trim(), lit));
        if (k % 2 == 0) {
          double[] spot = onSkirt(middle, 0.66, foot);
          double squash = Math.max(0.2, Math.cos(middle));
          brush.ellipse(
              x(spot[0]),
              y(spot[1]),
              0.016 * squash * size,
              0.024 * size,
              0,
              Brush.shade(look.trim(), lit));
        }
      }
    }

    private void pleat(double from, double to, double top, double bottom, double foot, int rgb) {
      brush.start();
      int steps = bottom - top > 0.5 ? 3 : 1; // only a long one shows that the cone is curved
      for (int i = 0; i <= steps; i++) {
        double[] p = onSkirt(from, top + (bottom - top) * i / steps, foot);
        corner(p[0], p[1]);
      }
      for (int i = steps; i >= 0; i--) {
        double[] p = onSkirt(to, top + (bottom - top) * i / steps, foot);
        corner(p[0], p[1]);
      }
      brush.fill(rgb);
    }

    /** The point of the skirt at an angle, {@code down} from 0 at the waist to 1 at the hem. */
    private double[] onSkirt(double angle, double down, double foot) {
      double radius = 0.058 + (foot - 0.058) * Math.pow(down, 1.35);
      double wave = 0.016 * down * Math.sin(3 * (angle - turn) + 2.1 * beat);
      double level = 0.6 - (0.6 - look.hem()) * down - 0.035 * down * Math.cos(angle) + wave;
      double sway = hipX * (1 - down) - 0.035 * down * Math.sin(beat - 0.9);
      return new double[] {sway + radius * Math.sin(angle) * (1 + wave), level};
    }

    private void torso() {
      double wide = 0.062 + 0.02 * Math.abs(Math.cos(turn));
      brush.start();
      corner(hipX - 0.06, 0.57);
      corner(chestX - wide, 0.76);
      corner(chestX - wide + 0.012, 0.815);
      corner(chestX, 0.835);
      corner(chestX + wide - 0.012, 0.815);
      corner(chestX + wide, 0.76);
      corner(hipX + 0.06, 0.57);
      brush.fill(Brush.shade(look.robe(), 0.82));
      double bright = 0.5 * wide * sun;
      brush.start();
      corner(hipX + 0.6 * bright, 0.58);
      corner(chestX + bright, 0.80);
      corner(chestX + bright + 0.028 * sun, 0.79);
      corner(hipX + 0.6 * bright + 0.03 * sun, 0.58);
      brush.fill(Brush.mix(look.robe(), RIM, 0.35));
      limb(hipX - 0.055, 0.595, 0.02, hipX + 0.055, 0.595, 0.02, look.trim());
      limb(chestX, 0.82, 0.022, headX, 0.875, 0.02, Brush.shade(look.skin(), 0.85));
      brush.start();
      corner(chestX - 0.045, 0.815);
      corner(chestX + 0.005, 0.73);
      corner(chestX + 0.045, 0.815);
      brush.stroke(look.trim(), 0.014 * size);
    }

    private void hairBehind(boolean front) {
      if (front) {
        double sway = 0.03 * Math.sin(beat + 0.2);
        limb(headX, 0.93, 0.05, headX - sway, 0.80, 0.03, look.hair());
      }
    }

    private void head(boolean front) {
      double look3 = Math.sin(turn);
      ellipse(headX + 0.005 * sun, 0.932, 0.05, 0.058, RIM);
      ellipse(headX, 0.93, 0.049, 0.057, look.hair());
      disc(headX - 0.02 * look3, 0.993, 0.024, look.hair());
      if (front) {
        double face = headX + 0.012 * look3;
        ellipse(face, 0.917, 0.037, 0.046, Brush.shade(look.skin(), 0.9));
        ellipse(face + 0.012 * sun, 0.919, 0.024, 0.036, Brush.shade(look.skin(), 1.12));
        double eyes = face + 0.012 * look3;
        disc(eyes - 0.014, 0.922, 0.0055, 0x2a1d1a);
        disc(eyes + 0.014, 0.922, 0.0055, 0x2a1d1a);
        ellipse(eyes, 0.895, 0.010, 0.0045, 0xa8463f);
        limb(face - 0.034, 0.955, 0.014, face + 0.034, 0.955, 0.014, look.hair());
      } else {
        double sway = 0.04 * Math.sin(beat + 0.2);
        limb(headX, 0.93, 0.047, headX - sway, 0.74, 0.028, look.hair());
      }
      disc(headX + 0.035, 0.97, 0.013, look.trim());
      disc(headX + 0.046, 0.955, 0.009, 0xfff1e0);
    }

    private void corner(double px, double py) {
      brush.to(x(px), y(py));
    }

    private void limb(double x0, double y0, double r0, double x1, double y1, double r1, int rgb) {
      brush.limb(x(x0), y(y0), r0 * size, x(x1), y(y1), r1 * size, rgb);
    }

    private void disc(double px, double py, double r, int rgb) {
      brush.ellipse(x(px), y(py), r * size, r * size, 0, rgb);
    }

    private void ellipse(double px, double py, double a, double b, int rgb) {
      brush.ellipse(x(px), y(py), a * size, b * size, 0, rgb);
    }

    private static double wrap(double angle) {
      return angle - 2 * Math.PI * Math.floor(angle / (2 * Math.PI) + 0.5);
    }
  }
}
