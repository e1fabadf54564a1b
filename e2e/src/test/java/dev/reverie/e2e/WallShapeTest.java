package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How the picture hangs, looked at pixel by pixel: a still of four coloured quarters, and for every
 * place on the screen the quarter that belongs there, worked out here.
 */
@InBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WallShapeTest {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 720;
  private static final String QUARTERS = "rgbw";

  /** Looked at: a grid of so many places each way. */
  private static final int PLACES = 24;

  /** Pixels on either side of an edge where the two colours blend. */
  private static final double EDGE = 8;

  private Program quarters;

  @BeforeAll
  void paint(@TempDir Path folder) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D brush = image.createGraphics();
    List<Color> colours = List.of(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE);
    for (int i = 0; i < 4; i++) {
      brush.setColor(colours.get(i));
      brush.fillRect(i % 2 * WIDTH / 2, i / 2 * HEIGHT / 2, WIDTH / 2, HEIGHT / 2);
    }
    brush.dispose();
    Path still = folder.resolve("quarters.png");
    ImageIO.write(image, "png", still.toFile());
    quarters = Program.start("--source", still.toString());
    quarters.patch(Map.of("intensity", 0));
  }

  @AfterAll
  void end() {
    quarters.close();
  }

  @ParameterizedTest
  @CsvSource({
    "contain, 0, 0", "contain, 90, 0", "contain, 180, 0", "contain, 270, 0",
    "contain, 0, 1", "contain, 90, 1", "contain, 180, 1", "contain, 270, 1",
    "cover, 0, 0", "cover, 90, 0", "cover, 180, 0", "cover, 270, 0",
    "cover, 0, 1", "cover, 90, 1", "cover, 180, 1", "cover, 270, 1",
    "fill, 0, 0", "fill, 90, 0", "fill, 180, 0", "fill, 270, 0",
    "fill, 0, 1", "fill, 90, 1", "fill, 180, 1", "fill, 270, 1",
  })
  void thePictureHangsAsTheAddressSaysOnALyingAndAnUprightScreen(
      String fit, int rotate, int mirror, Chromium chromium) {
    String query = "?fit=" + fit + "&rotate=" + rotate + "&mirror=" + mirror;
    Visitor wall = chromium.hang(quarters, Visitor.Screen.WALL, query);
    assertThat(wall.find("#wall")).hasAttribute("data-feed", "live");
    assertThat(wall.page().evaluate("feed.naturalWidth + 'x' + feed.naturalHeight"))
        .isEqualTo(WIDTH + "x" + HEIGHT);

    awaitHung(wall, fit, rotate, mirror == 1);
    wall.page().setViewportSize(720, 1280);
    awaitHung(wall, fit, rotate, mirror == 1);
    wall.expectServerToGo();
  }

  /** The picture fades in, hence the waiting. */
  private static void awaitHung(Visitor wall, String fit, int rotate, boolean mirror) {
    await()
        .pollInSameThread()
        .untilAsserted(
            () -> {
              BufferedImage seen = wall.seen();
              assertThat(sketch(seen)).isEqualTo(expected(seen, fit, rotate, mirror));
            });
  }

  private static String sketch(BufferedImage seen) {
    StringBuilder sketch = new StringBuilder();
    for (int row = 0; row < PLACES; row++) {
      for (int column = 0; column < PLACES; column++) {
        int x = at(column, seen.getWidth());
        int y = at(row, seen.getHeight());
        sketch.append(Colours.nameAt(seen, x, y));
      }
      sketch.append('\n');
    }
    return sketch.toString();
  }

  private static int at(int place, int length) {
    return (int) ((place + 0.5) * length / PLACES);
  }

  private static String expected(BufferedImage seen, String fit, int rotate, boolean mirror) {
    StringBuilder sketch = new StringBuilder();
    for (int row = 0; row < PLACES; row++) {
      for (int column = 0; column < PLACES; column++) {
        int x = at(column, seen.getWidth());
        int y = at(row, seen.getHeight());
        char quarter =
            quarter(
                x + 0.5 - seen.getWidth() / 2.0,
                y + 0.5 - seen.getHeight() / 2.0,
                seen.getWidth(),
                seen.getHeight(),
                fit,
                rotate,
                mirror);
        // Where two colours meet, whichever is there is right.
        sketch.append(quarter == '~' ? Colours.nameAt(seen, x, y) : quarter);
      }
      sketch.append('\n');
    }
    return sketch.toString();
  }

  /**
   * The colour at a place of the screen, measured from its middle; {@code ~} near an edge. Walks
   * back from the screen to the picture: turns anticlockwise, undoes the scale, then the mirror.
   */
  private static char quarter(
      double x, double y, int width, int height, String fit, int rotate, boolean mirror) {
    double u =
        switch (rotate) {
          case 90 -> y;
          case 180 -> -x;
          case 270 -> -y;
          default -> x;
        };
    double v =
        switch (rotate) {
          case 90 -> -x;
          case 180 -> -y;
          case 270 -> x;
          default -> y;
        };
    boolean turned = rotate % 180 != 0;
    double across = (turned ? height : width) / (double) WIDTH;
    double down = (turned ? width : height) / (double) HEIGHT;
    double scaleX =
        switch (fit) {
          case "contain" -> Math.min(across, down);
          case "cover" -> Math.max(across, down);
          default -> across;
        };
    double scaleY = fit.equals("fill") ? down : scaleX;
    double halfWidth = WIDTH * scaleX / 2;
    double halfHeight = HEIGHT * scaleY / 2;
    boolean edge =
        Math.abs(u) < EDGE
            || Math.abs(v) < EDGE
            || Math.abs(Math.abs(u) - halfWidth) < EDGE
            || Math.abs(Math.abs(v) - halfHeight) < EDGE;
    if (edge) {
      return '~';
    }
    if (Math.abs(u) > halfWidth || Math.abs(v) > halfHeight) {
      return 'k';
    }
    boolean right = u > 0 != mirror;
    return QUARTERS.charAt((right ? 1 : 0) + (v > 0 ? 2 : 0));
  }
}
