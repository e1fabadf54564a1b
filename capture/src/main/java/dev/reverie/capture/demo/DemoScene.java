package dev.reverie.capture.demo;

import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * Dancers by a lake at dusk. A picture is a function of seed, size and time, and of nothing else.
 * One thread. Owns all its pictures; once made, it allocates nothing.
 */
public final class DemoScene implements AutoCloseable {
  private static final int SUN = 0xffb060;

  private final int width;
  private final int height;
  private final Mat scene;
  private final Mat upper;
  private final Mat lower;
  private final Landscape landscape;
  private final Light light;
  private final Brush brush;
  private final Air air;
  private final Glow sun;
  private final Glow firefly;
  private final Glow spark;
  private final List<Dancer> dancers;

  /**
   * Paints what stands still; takes some tenths of a second.
   *
   * @param seed decides clouds, plants and the dance
   * @param width of the pictures in pixels
   * @param height of the pictures in pixels
   */
  public DemoScene(long seed, int width, int height) {
    this.width = width;
    this.height = height;
    SplittableRandom random = new SplittableRandom(seed);
    scene = new Mat(height, width, opencv_core.CV_8UC3);
    landscape = new Landscape(width, height, random.nextLong());
    try (Rect top = new Rect(0, 0, width, landscape.open());
        Rect bottom = new Rect(0, landscape.open(), width, height - landscape.open())) {
      upper = new Mat(scene, top);
      lower = new Mat(scene, bottom);
    }
    light = new Light(width, height);
    brush = new Brush(scene);
    air = new Air(width, height, random.nextLong());
    double unit = height / 720.0;
    sun = new Glow(scene, 230 * unit, 0.15, SUN, 0.36);
    firefly = new Glow(scene, 13 * unit, 0.2, 0xffd870, 0.7);
    spark = new Glow(scene, 8 * unit, 0.16, 0xffc860, 0.5);
    double start = 2 * Math.PI * random.nextDouble();
    dancers =
        List.of(
            new Dancer(
                new Dancer.Look(0x6f4bb0, 0xf2c25a, 0xd9a07a, 0x2a1a1c, 0.30),
                0.63,
                0.865,
                0.34,
                1.15,
                start + 2),
            new Dancer(
                new Dancer.Look(0x1f8a8c, 0xf3e6c8, 0x9a6844, 0x1c1414, 0.045),
                0.34,
                0.90,
                0.40,
                0.95,
                start + 4),
            new Dancer(
                new Dancer.Look(0xc2334a, 0xf6b84a, 0xecbf9c, 0x3a2018, 0.04),
                0.49,
                0.965,
                0.48,
                1.05,
                start));
  }

  /**
   * Draws the scene.
   *
   * @param seconds since it began
   * @param into belongs to the caller; becomes the picture, {@code CV_8UC3}
   */
  public void draw(double seconds, Mat into) {
    double sunX = 0.52 + 0.12 * Math.sin(0.07 * seconds);
    double sunY = 0.50 + 0.03 * Math.sin(0.05 * seconds + 1);
    landscape.drawSky(seconds, upper);
    sun.add(sunX * width, sunY * height);
    air.drawBirds(brush, seconds);
    landscape.drawLand(upper, lower);
    for (Dancer dancer : dancers) {
      dancer.draw(brush, seconds, width, height, sunX * width);
    }
    air.drawStrands(brush, seconds);
    air.addFireflies(firefly, spark, seconds);
    light.shine(seconds, sunX, scene, into);
  }

  @Override
  public void close() {
    sun.close();
    firefly.close();
    spark.close();
    brush.close();
    light.close();
    landscape.close();
    upper.close();
    lower.close();
    scene.close();
  }
}
