package dev.reverie.e2e;

import java.awt.image.BufferedImage;

/** What a photograph of a screen shows. */
final class Colours {
  private Colours() {}

  /** The brightest of red, green and blue anywhere, 0..255. */
  static int brightest(BufferedImage image) {
    int most = 0;
    for (int pixel :
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
      most = Math.max(most, Math.max(pixel >> 16 & 255, Math.max(pixel >> 8 & 255, pixel & 255)));
    }
    return most;
  }

  /** The letter of the nearest of red, green, blue, white (r, g, b, w) and black (k). */
  static char nameAt(BufferedImage image, int x, int y) {
    int pixel = image.getRGB(x, y);
    boolean red = (pixel >> 16 & 255) > 127;
    boolean green = (pixel >> 8 & 255) > 127;
    boolean blue = (pixel & 255) > 127;
    if (red && green && blue) {
      return 'w';
    }
    if (red && !green && !blue) {
      return 'r';
    }
    if (green && !red && !blue) {
      return 'g';
    }
    if (blue && !red && !green) {
      return 'b';
    }
    return red || green || blue ? '?' : 'k';
  }
}
