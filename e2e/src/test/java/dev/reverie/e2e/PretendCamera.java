package dev.reverie.e2e;

import dev.reverie.config.NetworkCamera;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** What the pretended camera sees: a disc that wanders. */
final class PretendCamera {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int PICTURES = 16;

  private PretendCamera() {}

  /**
   * A camera whose picture moves.
   *
   * @param port 0 for any free one
   */
  static NetworkCamera start(int port) throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      pictures.add(picture(i));
    }
    return new NetworkCamera(port, pictures);
  }

  private static byte[] picture(int number) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D brush = image.createGraphics();
    brush.setColor(new Color(0x305070));
    brush.fillRect(0, 0, WIDTH, HEIGHT);
    brush.setColor(new Color(0xe0b060));
    brush.fillOval(number * (WIDTH - 80) / PICTURES, 80, 80, 80);
    brush.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", jpeg);
    return jpeg.toByteArray();
  }
}
