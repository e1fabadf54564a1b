package dev.reverie.capture.demo;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * All that stands still, painted once: a sky that is drawn past slowly, and before it the land,
 * whose edges are soft. One thread. Owns its pictures.
 */
final class Landscape implements AutoCloseable {
  /** Where the land has no more holes, as a part of the height. */
  private static final double SOLID = 0.665;

  private static final double SKY_PIXELS_PER_SECOND = 14;

  private final int width;
  private final int height;
  private final int open;

  private final Mat sky;
  private final Mat skyWindow;
  private final BytePointer skyStart;
  private final Mat land;
  private final Mat openLand;
  private final Mat solidLand;
  private final Mat holes = new Mat();

  Landscape(int width, int height, long seed) {
    this.width = width;
    this.height = height;
    this.open = Math.min(height, (int) Math.round(height * SOLID));
    SplittableRandom random = new SplittableRandom(seed);
    SkyPainter painter = new SkyPainter(width, open, height, random.nextLong());
    sky = painter.panorama();
    skyStart = sky.data();
    skyWindow = new Mat(open, width, opencv_core.CV_8UC3, skyStart, sky.step(0));
    land = new Mat(height, width, opencv_core.CV_8UC3);
    try (Mat cover = new Mat(height, width, opencv_core.CV_8UC1)) {
      new LandPainter(land, cover, random.nextLong()).paint();
      try (Rect top = new Rect(0, 0, width, open);
          Rect bottom = new Rect(0, open, width, height - open);
          Mat openCover = new Mat(cover, top);
          Mat cover3 = new Mat()) {
        openLand = new Mat(land, top);
        solidLand = new Mat(land, bottom);
        opencv_imgproc.cvtColor(openCover, cover3, opencv_imgproc.COLOR_GRAY2BGR);
        opencv_core.multiply(openLand, cover3, openLand, 1 / 255.0, -1);
        opencv_core.bitwise_not(cover3, holes);
      }
    }
  }

  /** The height of the part that the sky shows through. */
  int open() {
    return open;
  }

  /** Puts the sky's present part into {@code into}, the upper {@link #open} rows of the scene. */
  void drawSky(double seconds, Mat into) {
    long panorama = sky.cols() * 2L / 3;
    long offset = Math.floorMod((long) (seconds * SKY_PIXELS_PER_SECOND * width / 1280), panorama);
    skyWindow.data(skyStart.getPointer(offset * 3));
    skyWindow.copyTo(into);
  }

  /**
   * Puts the land before the sky.
   *
   * @param upper the upper {@link #open} rows of the scene
   * @param lower the others
   */
  void drawLand(Mat upper, Mat lower) {
    opencv_core.multiply(upper, holes, upper, 1 / 255.0, -1);
    opencv_core.add(upper, openLand, upper);
    solidLand.copyTo(lower);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  @Override
  public void close() {
    skyWindow.close();
    sky.close();
    openLand.close();
    solidLand.close();
    land.close();
    holes.close();
  }
}
