package dev.reverie.capture.demo;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** A round glow that is added to a picture anywhere. One thread. Owns its picture. */
final class Glow implements AutoCloseable {
  private final int side;
  private final Mat sprite;
  private final BytePointer spriteStart;
  private final Mat spritePart;
  private final Mat scenePart;
  private final Mat scene;
  private final BytePointer sceneStart;

  /**
   * @param scene the picture that it will be added to; not owned
   * @param radius in pixels
   * @param core radius of its white-hot middle, as a part of the whole
   * @param rgb colour of its rim
   */
  Glow(Mat scene, double radius, double core, int rgb, double strength) {
    this.scene = scene;
    this.sceneStart = scene.data();
    this.side = Math.max(3, (int) Math.ceil(2 * radius));
    byte[] pixels = new byte[side * side * 3];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double d = Math.hypot(x + 0.5 - side / 2.0, y + 0.5 - side / 2.0) / (side / 2.0);
        double halo = Math.pow(Math.max(0, 1 - d), 2.6);
        double heart = SkyPainter.smooth((core * 1.15 - d) / (core * 0.3));
        int color = Brush.mix(rgb, 0xfff6dc, heart);
        double level = Math.min(1, strength * halo + heart);
        int at = 3 * (y * side + x);
        pixels[at] = (byte) ((color & 0xff) * level);
        pixels[at + 1] = (byte) ((color >> 8 & 0xff) * level);
        pixels[at + 2] = (byte) ((color >> 16 & 0xff) * level);
      }
    }
    sprite = new Mat(side, side, opencv_core.CV_8UC3);
    spriteStart = sprite.data();
    spriteStart.put(pixels);
    // Two rows of one pixel, so that they are not taken for continuous when they are resized.
    spritePart = new Mat(2, 1, opencv_core.CV_8UC3, spriteStart, sprite.step(0));
    scenePart = new Mat(2, 1, opencv_core.CV_8UC3, sceneStart, scene.step(0));
  }

  /** Adds it with its middle at (x, y), as far as that lies in the picture. */
  void add(double x, double y) {
    int left = (int) Math.round(x - side / 2.0);
    int top = (int) Math.round(y - side / 2.0);
    int fromX = Math.max(0, left);
    int fromY = Math.max(0, top);
    int columns = Math.min(scene.cols(), left + side) - fromX;
    int rows = Math.min(scene.rows(), top + side) - fromY;
    if (columns <= 0 || rows <= 0) {
      return;
    }
    window(scenePart, sceneStart, scene.step(0), fromX, fromY, columns, rows);
    window(spritePart, spriteStart, sprite.step(0), fromX - left, fromY - top, columns, rows);
    opencv_core.add(scenePart, spritePart, scenePart);
  }

  private static void window(
      Mat part, BytePointer start, long step, int x, int y, int columns, int rows) {
    part.data(start.getPointer(y * step + 3L * x)).cols(columns).rows(rows);
  }

  @Override
  public void close() {
    scenePart.close();
    spritePart.close();
    sprite.close();
  }
}
