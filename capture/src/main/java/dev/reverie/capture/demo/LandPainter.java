package dev.reverie.capture.demo;

import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Paints hills, a lake, a meadow and two trees, from back to front: the colours into one picture
 * and what they cover into another. Distances are in 720ths of the height.
 */
final class LandPainter {
  private static final int HILL_BANDS = 16;

  private final Mat land;
  private final Mat cover;
  private final SplittableRandom random;
  private final int width;
  private final int height;
  private final double unit;

  LandPainter(Mat land, Mat cover, long seed) {
    this.land = land;
    this.cover = cover;
    this.random = new SplittableRandom(seed);
    this.width = land.cols();
    this.height = land.rows();
    this.unit = height / 720.0;
  }

  void paint() {
    try (Scalar dusk = new Scalar(70, 70, 60, 0);
        Scalar nothing = new Scalar(0)) {
      land.put(dusk);
      cover.put(nothing);
    }
    try (Brush color = new Brush(land);
        Brush mask = new Brush(cover)) {
      hill(color, mask, 398, 46, 3, 0xc98a92, 0xe2a58f);
      hill(color, mask, 424, 40, 5, 0x8f6c92, 0xc78d92);
      hill(color, mask, 448, 26, 7, 0x574f80, 0x98708f);
      forest(color, mask);
      water();
      shore(color);
      meadow(color);
      tree(color, mask, -0.02 * width, 1);
      tree(color, mask, 1.02 * width, -1);
    }
  }

  private void hill(
      Brush color, Brush mask, double base, double rise, int bumps, int top, int foot) {
    float[] line = Noise.fractal(width, 4, bumps, 1, 6, 0.5, random.nextLong());
    float[] slopes = Noise.fractal(width, HILL_BANDS, 24, 4, 4, 0.7, random.nextLong());
    double bottom = 482 * unit;
    for (int x = 0; x < width; x += 2) {
      double ridge = (base - rise * 2.2 * (line[x] - 0.4)) * unit;
      double next = (base - rise * 2.2 * (line[Math.min(width - 1, x + 2)] - 0.4)) * unit;
      mask.start().to(x, ridge).to(x + 2, next).to(x + 2, bottom).to(x, bottom).fill(0xffffff);
      for (int i = 0; i < HILL_BANDS; i++) {
        double from = i / (double) HILL_BANDS;
        double y0 = ridge + (bottom - ridge) * from;
        double y1 = ridge + (bottom - ridge) * (i + 1.0) / HILL_BANDS + 1;
        double light = 0.78 + 0.44 * slopes[i * width + x];
        int rgb = Brush.shade(Brush.mix(top, foot, from * 1.3), light);
        color.start().to(x - 1, y0 - 1).to(x + 3, y0 - 1).to(x + 3, y1).to(x - 1, y1).fill(rgb);
      }
    }
  }

  /** Round tree tops before the hills, sunlit on their upper side. */
  private void forest(Brush color, Brush mask) {
    float[] line = Noise.fractal(width, 4, 9, 1, 5, 0.55, random.nextLong());
    for (int row = 0; row < 3; row++) {
      for (double x = -20 * unit;
          x < width + 20 * unit;
          x += (7 + 5 * random.nextDouble()) * unit) {
        int at = Math.max(0, Math.min(width - 1, (int) x));
        double y = (464 + 6 * row - 46 * (line[at] - 0.35) * (1 - 0.25 * row)) * unit;
        double size = (9 + 9 * random.nextDouble()) * unit;
        int body = Brush.mix(0x2c3f55, 0x2e4a3c, 0.3 * row + 0.3 * random.nextDouble());
        mask.ellipse(x, y, size, size * 1.15, 0, 0xffffff);
        mask.start()
            .to(x - size, y)
            .to(x + size, y)
            .to(x + size, 500 * unit)
            .to(x - size, 500 * unit)
            .fill(0xffffff);
        color
            .start()
            .to(x - size, y)
            .to(x + size, y)
            .to(x + size, 500 * unit)
            .to(x - size, 500 * unit)
            .fill(Brush.shade(body, 0.85));
        color.ellipse(x, y, size, size * 1.15, 0, body);
        for (int i = 0; i < 22; i++) {
          double angle = 2 * Math.PI * random.nextDouble();
          double reach = size * Math.sqrt(random.nextDouble());
          double up = -Math.sin(angle);
          int leaf =
              Brush.mix(body, up > 0.1 ? 0xe0a86a : 0x1d2f3c, 0.15 + 0.4 * random.nextDouble());
          double r = (1.2 + 1.8 * random.nextDouble()) * unit;
          color.ellipse(x + reach * Math.cos(angle), y - up * reach * 1.1, r * 1.4, r, angle, leaf);
        }
      }
    }
  }

  /** The lake repeats the sky, upside down, darker, and in strokes. */
  private void water() {
    int top = (int) (478 * unit);
    int bottom = Math.min(height, (int) (566 * unit));
    float[] ripple = Noise.fractal(width, bottom - top, 9, 22, 4, 0.6, random.nextLong());
    float[] drift = Noise.fractal(width, bottom - top, 4, 5, 4, 0.5, random.nextLong());
    byte[] row = new byte[3 * width];
    for (int y = top; y < bottom; y++) {
      double depth = (y - top) / (double) (bottom - top);
      for (int x = 0; x < width; x++) {
        int at = (y - top) * width + x;
        double mirrored = 1 - 0.72 * depth + 0.55 * (ripple[at] - 0.5) + 0.35 * (drift[at] - 0.5);
        int rgb = Brush.shade(SkyPainter.clear(mirrored), 0.9 - 0.12 * depth);
        double shadow = SkyPainter.smooth((0.16 - depth) / 0.16 + 0.9 * (ripple[at] - 0.5));
        rgb = Brush.mix(rgb, 0x2b3a50, 0.75 * shadow);
        row[3 * x] = (byte) rgb;
        row[3 * x + 1] = (byte) (rgb >> 8);
        row[3 * x + 2] = (byte) (rgb >> 16);
      }
      land.ptr(y).put(row);
    }
    try (Mat covered = cover.rowRange(top, height);
        Scalar all = new Scalar(255)) {
      covered.put(all);
    }
  }

  private void shore(Brush color) {
    double top = 546 * unit;
    for (int y = (int) top; y < height; y += 2) {
      double down = (y - top) / (height - top);
      int rgb = Brush.mix(0x6f7a3e, 0x1c3322, SkyPainter.smooth(down * 1.1));
      double wave = 1 + 0.5 * Math.sin(y * 0.9);
      if (down > 0.06) {
        color.start().to(0, y).to(width, y).to(width, y + 3).to(0, y + 3).fill(rgb);
      } else {
        color
            .start()
            .to(0, y + 2 * wave)
            .to(width, y + wave)
            .to(width, y + 4)
            .to(0, y + 4)
            .fill(Brush.mix(0x9c9060, rgb, down / 0.06));
      }
    }
  }

  /** Grass from far to near, each blade larger than those behind it, with flowers between. */
  private void meadow(Brush color) {
    double top = 540;
    int blades = (int) (7000 * (width / (16 * height / 9.0)));
    float[] patch = Noise.fractal(width, 180, 7, 4, 4, 0.55, random.nextLong());
    int[] flowers = {0xf4efe4, 0xe8534a, 0xf2c94e, 0xb98be0, 0xf08fb4};
    for (int i = 0; i < blades; i++) {
      double down = Math.pow(i / (double) blades, 0.8);
      double y = (top + (748 - top) * down) * unit;
      double x = random.nextDouble() * width;
      double size = (5 + 40 * down * down) * unit;
      int strip = (int) (179 * down);
      int at = strip * width + (int) Math.min(width - 1, x);
      double tone = patch[at];
      int rgb = Brush.mix(0x8f9144, 0x24462a, 0.15 + 0.75 * down + 1.2 * (tone - 0.5));
      rgb = Brush.shade(rgb, 0.65 + 0.75 * random.nextDouble());
      if (random.nextInt(6) == 0) {
        rgb = Brush.mix(rgb, 0xe8c070, 0.45);
      }
      double lean = -Math.PI / 2 + 0.9 * (random.nextDouble() - 0.5) + 0.5 * (tone - 0.5);
      color.leaf(x, y, size, size * 0.13 + 0.8, lean, rgb);
      if (random.nextInt(16) == 0 && tone > 0.46) {
        double r = (0.9 + 4.2 * down * down) * unit;
        int petal = flowers[(int) (tone * 23 + random.nextInt(2)) % flowers.length];
        double fx = x + size * Math.cos(lean);
        double fy = y + size * Math.sin(lean);
        flower(color, fx, fy, r, petal);
      }
    }
  }

  private void flower(Brush color, double x, double y, double r, int petal) {
    if (r < 2) {
      color.ellipse(x, y, r * 1.3, r, 0, petal);
      return;
    }
    double turn = random.nextDouble();
    for (int i = 0; i < 6; i++) {
      int rgb = Brush.shade(petal, 0.78 + 0.07 * i);
      color.leaf(x, y, r * 2, r * 1.2, turn + i * Math.PI / 3, rgb);
    }
    color.ellipse(x, y, r * 0.5, r * 0.45, 0, 0xf0b040);
  }

  /** A tree at the side that leans into the picture. */
  private void tree(Brush color, Brush mask, double foot, int side) {
    double[] xs = {foot, foot + side * 18 * unit, foot + side * 52 * unit, foot + side * 70 * unit};
    double[] ys = {690 * unit, 470 * unit, 250 * unit, 40 * unit};
    double[] rs = {58 * unit, 38 * unit, 27 * unit, 16 * unit};
    for (int i = 0; i < 3; i++) {
      both(color, mask, xs[i], ys[i], rs[i], xs[i + 1], ys[i + 1], rs[i + 1], 0x33261f);
    }
    for (int i = 0; i < 5; i++) {
      double y = (110 + 62 * i) * unit;
      double x = foot + side * (44 + 4 * i) * unit;
      double reach = (150 - 22 * i + 40 * random.nextDouble()) * unit;
      both(
          color,
          mask,
          x,
          y + 40 * unit,
          11 * unit,
          x + side * reach,
          y - 34 * unit,
          2.5 * unit,
          0x33261f);
    }
    bark(color, xs, ys, rs, side);
    foliage(color, mask, foot, side);
  }

  private void bark(Brush color, double[] xs, double[] ys, double[] rs, int side) {
    for (int i = 0; i < 420; i++) {
      double along = random.nextDouble() * 2.999;
      int k = (int) along;
      double t = along - k;
      double across = 2 * random.nextDouble() - 1;
      double x = xs[k] + (xs[k + 1] - xs[k]) * t + across * 0.9 * (rs[k] + (rs[k + 1] - rs[k]) * t);
      double y = ys[k] + (ys[k + 1] - ys[k]) * t;
      double lit = 0.5 + 0.5 * across * side;
      int rgb = Brush.mix(0x1f1715, 0xb07a52, 0.65 * lit * random.nextDouble());
      color.leaf(
          x,
          y,
          (14 + 26 * random.nextDouble()) * unit,
          2.6 * unit,
          Math.PI / 2 + 0.25 * (random.nextDouble() - 0.5),
          rgb);
    }
  }

  private void foliage(Brush color, Brush mask, double foot, int side) {
    int clumps = 46;
    for (int c = 0; c < clumps; c++) {
      double down = c / (double) clumps;
      double reach = 330 - 190 * down + 60 * (random.nextDouble() - 0.5);
      double cx = foot + side * random.nextDouble() * reach * unit;
      double cy = (-30 + 400 * down * (0.7 + 0.5 * random.nextDouble())) * unit;
      double spread = (34 + 34 * random.nextDouble()) * unit;
      int tint = Brush.mix(0x1d3a2c, 0x3f5a2c, random.nextDouble());
      for (int i = 0; i < 74; i++) {
        double angle = 2 * Math.PI * random.nextDouble();
        double distance = spread * Math.sqrt(random.nextDouble());
        double x = cx + distance * Math.cos(angle);
        double y = cy + 0.75 * distance * Math.sin(angle);
        double length = (9 + 12 * random.nextDouble()) * unit;
        double turn = Math.PI / 2 + 1.5 * (random.nextDouble() - 0.5) - side * 0.4;
        // The sun is low and in the middle: leaves towards it and at the rim of a clump glow.
        double lit = 0.45 * side * Math.cos(angle) + 0.35 * Math.sin(angle) + 0.2;
        int rgb =
            lit > 0
                ? Brush.mix(tint, 0xd9b25a, lit * (0.4 + 0.6 * random.nextDouble()))
                : Brush.mix(tint, 0x0f1f22, -lit);
        color.leaf(x, y, length, length * 0.42, turn, rgb);
        mask.leaf(x, y, length, length * 0.42, turn, 0xffffff);
      }
    }
  }

  private static void both(
      Brush color,
      Brush mask,
      double x0,
      double y0,
      double r0,
      double x1,
      double y1,
      double r1,
      int rgb) {
    color.limb(x0, y0, r0, x1, y1, r1, rgb);
    mask.limb(x0, y0, r0, x1, y1, r1, 0xffffff);
  }
}
