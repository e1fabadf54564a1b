package dev.reverie.dream.live.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.dream.engine.PlanarImage;
import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WarpTest {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 144;
  private static final int BORDER = 24;

  /** Where a blob is put by most tests: right of the middle. */
  private static final double BLOB_X = 180;

  private final Warp warp = new Warp();
  private final OpticalFlow optical = new OpticalFlow();
  private final FlowField field = new FlowField();

  @AfterEach
  void close() {
    warp.close();
    optical.close();
    field.close();
  }

  @ParameterizedTest
  @CsvSource({"3.3,1.2,0", "-7.5,4.25,0", "0.5,0.5,0", "0,0,0.06", "2,-1,-0.04"})
  void aResidualIsCarriedToWhereThePictureWent(double dx, double dy, double turn) {
    Texture scene = Texture.waves(1);
    // Another picture, so that nothing but the flow can have carried it.
    Texture dream = Texture.waves(2);
    measure(scene, moved(scene, dx, dy, turn));
    try (PlanarImage residual = dream.residual(WIDTH, HEIGHT);
        PlanarImage expected = moved(dream, dx, dy, turn).residual(WIDTH, HEIGHT)) {
      warp.apply(residual, field, Transform.IDENTITY);
      assertThat(apart(residual, expected)).as("of the dream's own size").isLessThan(0.06);
    }
  }

  private static Texture moved(Texture texture, double dx, double dy, double turn) {
    return texture.turned(turn, WIDTH / 2.0, HEIGHT / 2.0).moved(dx, dy);
  }

  @Test
  void theFlowIsScaledToTheSizeOfTheResidual() {
    constant(128, 72, 2, -1, 1);
    Texture dream = Texture.waves(3);
    try (PlanarImage residual = dream.residual(WIDTH, HEIGHT);
        PlanarImage expected = dream.moved(-4, 2).residual(WIDTH, HEIGHT)) {
      warp.apply(residual, field, Transform.IDENTITY);
      assertThat(apart(residual, expected)).isLessThan(0.01);
    }
  }

  @Test
  void whatIsNotTrustedHasNoDream() {
    try (PlanarImage residual = Texture.waves(3).residual(WIDTH, HEIGHT);
        PlanarImage half = Texture.waves(3).lit(0.25, 96).residual(WIDTH, HEIGHT)) {
      constant(WIDTH, HEIGHT, 0, 0, 0.25);
      warp.apply(residual, field, Transform.IDENTITY);
      assertThat(apart(residual, half)).isLessThan(1e-5);
      field.unrelated(WIDTH, HEIGHT);
      warp.apply(residual, field, Transform.IDENTITY);
      assertThat(opencv_core.norm(residual.all())).isZero();
    }
  }

  @Test
  void aCutToAPictureOfAnotherShapeClearsTheResidualWhateverItsSize() {
    try (PlanarImage residual = Texture.waves(3).residual(100, 60);
        Mat then = Texture.waves(4).grey(64, 48);
        Mat now = Texture.waves(4).grey(48, 64)) {
      optical.measure(now, then, field);
      warp.apply(residual, field, Transform.IDENTITY);
      assertThat(opencv_core.norm(residual.all())).isZero();
    }
  }

  @Test
  void whatDoesNotMoveStaysAsItIsToTheBit() {
    try (PlanarImage residual = Texture.waves(3).residual(WIDTH, HEIGHT);
        PlanarImage before = Texture.waves(3).residual(WIDTH, HEIGHT)) {
      warp.apply(residual, field, Transform.IDENTITY);
      constant(WIDTH, HEIGHT, 0, 0, 1);
      for (int i = 0; i < 30; i++) {
        warp.apply(residual, field, Transform.IDENTITY);
      }
      assertThat(opencv_core.norm(residual.all(), before.all())).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.1,0,0,0,5.25,0",
    "0.9,0,0,0,-5.25,0",
    "1,0.1,0,0,-0.26,5.24",
    "1,-0.1,0,0,-0.26,-5.24",
    "1,0,0.05,0,12.8,0",
    "1,0,0,0.05,0,12.8",
    "1.1,0,-0.05,0.02,-7.55,5.12"
  })
  void feedbackGrowsTurnsAndDrifts(
      double zoom, double radians, double dx, double dy, double movesX, double movesY) {
    try (PlanarImage residual = blob(BLOB_X, 71.5).residual(WIDTH, HEIGHT)) {
      warp.apply(residual, field, new Transform(zoom, radians, dx, dy));
      double[] at = centre(residual);
      assertThat(at[0]).isCloseTo(BLOB_X + movesX, within(0.05));
      assertThat(at[1]).isCloseTo(71.5 + movesY, within(0.05));
    }
  }

  @Test
  void feedbackHappensInThePictureThatTheResidualComesFrom() {
    constant(WIDTH, HEIGHT, -10, 0, 1);
    try (PlanarImage residual = blob(BLOB_X, 71.5).residual(WIDTH, HEIGHT)) {
      // First enlarged about the middle, (180 - 127.5) * 1.2, then carried by 10 to the right.
      warp.apply(residual, field, new Transform(1.2, 0, 0, 0));
      assertThat(centre(residual)[0]).isCloseTo(127.5 + 52.5 * 1.2 + 10, within(0.05));
    }
  }

  @Test
  void aDreamThatShrinksLeavesNoBareBorder() {
    try (PlanarImage residual = Texture.flat(168).residual(WIDTH, HEIGHT)) {
      for (int i = 0; i < 50; i++) {
        warp.apply(residual, field, new Transform(0.97, 0.01, 0, 0));
      }
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        assertThat(residual.values().get(2 * WIDTH * HEIGHT + i)).isCloseTo(40, within(0.01f));
      }
    }
  }

  @Test
  void aTurnTooSlowForOneFrameStillTurnsTheMiddle() {
    Texture dream = blob(140, 71.5);
    double a = 0.0004;
    int frames = 500;
    try (PlanarImage residual = dream.residual(WIDTH, HEIGHT)) {
      for (int i = 0; i < frames; i++) {
        warp.apply(residual, field, new Transform(1, a, 0, 0));
      }
      double[] at = centre(residual);
      // 12.5 pixels from the middle a frame's motion is a two-hundredth of a pixel.
      assertThat(at[0]).isCloseTo(127.5 + 12.5 * Math.cos(a * frames), within(0.35));
      assertThat(at[1]).isCloseTo(71.5 + 12.5 * Math.sin(a * frames), within(0.35));
    }
  }

  @Test
  void aResidualSticksToAPatchThatMovesForThirtyFrames() {
    Texture wall = Texture.waves(5);
    Texture patch = Texture.waves(6);
    double startX = 60;
    double x = startX;
    double y = 60;
    try (PlanarImage residual = blob(startX + 24, 84).residual(WIDTH, HEIGHT)) {
      Texture then = wall.under(patch, x, y, 48);
      for (int i = 0; i < 30; i++) {
        x += 3.3;
        y += 1.1 * Math.sin(i / 3.0);
        Texture now = wall.under(patch.moved(x - startX, y - 60), x, y, 48);
        measure(then, now);
        warp.apply(residual, field, Transform.IDENTITY);
        then = now;
      }
      double[] at = centre(residual);
      // Of a way of 99 pixels; trust that forgives folding cloth leaves a little behind.
      assertThat(Math.hypot(at[0] - x - 24, at[1] - y - 24)).isLessThan(2);
    }
  }

  @Test
  void thirtyWarpsByPartsOfAPixelKeepTheDreamsEnergy() {
    // The finest waves a dream has: four pixels long.
    Texture fine = (x, y) -> 128 + 60 * Math.sin(Math.PI / 2 * x + 0.3) * Math.sin(Math.PI / 3 * y);
    Texture coarse = Texture.waves(7);
    for (Texture dream : new Texture[] {fine, coarse}) {
      try (PlanarImage residual = dream.residual(WIDTH, HEIGHT);
          PlanarImage before = dream.residual(WIDTH, HEIGHT)) {
        Random random = new Random(3);
        double x = 0;
        double y = 0;
        for (int i = 0; i < 30; i++) {
          double nextX = i == 29 ? 0 : random.nextDouble() * 6 - 3;
          double nextY = i == 29 ? 0 : random.nextDouble() * 6 - 3;
          Transform drift = new Transform(1, 0, (nextX - x) / WIDTH, (nextY - y) / WIDTH);
          warp.apply(residual, field, drift);
          x = nextX;
          y = nextY;
        }
        assertThat(rms(residual) / rms(before)).isBetween(0.7, 1.3);
      }
    }
  }

  @Test
  void aTransformThatMovesNothingSensiblySaysWhy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Transform(0, 0, 0, 0))
        .withMessageContaining("zoom 0.0")
        .withMessageContaining("above 0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Transform(1, Double.NaN, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Transform(1, 0, Double.POSITIVE_INFINITY, 0));
  }

  private void measure(Texture then, Texture now) {
    try (Mat a = then.grey(WIDTH, HEIGHT);
        Mat b = now.grey(WIDTH, HEIGHT)) {
      optical.measure(b, a, field);
    }
  }

  private void constant(int width, int height, double u, double v, double trust) {
    field.fit(width, height);
    try (Scalar flow = new Scalar(u, v, 0, 0);
        Scalar trusted = new Scalar(trust, 0, 0, 0)) {
      field.flow().put(flow);
      field.trust().put(trusted);
    }
    field.measured(trust, Math.hypot(u, v) / width);
  }

  private static Texture blob(double atX, double atY) {
    return (x, y) ->
        128 + 90 * Math.exp(-((x - atX) * (x - atX) + (y - atY) * (y - atY)) / (2 * 5 * 5));
  }

  /** The centre of gravity of the third plane. */
  private static double[] centre(PlanarImage image) {
    double sum = 0;
    double x = 0;
    double y = 0;
    int plane = image.width() * image.height();
    for (int i = 0; i < plane; i++) {
      double value = image.values().get(2 * plane + i);
      sum += value;
      x += value * (i % image.width());
      y += value * Math.floorDiv(i, image.width());
    }
    return new double[] {x / sum, y / sum};
  }

  /** The root mean square difference inside the border, as a share of the second picture's. */
  private static double apart(PlanarImage image, PlanarImage expected) {
    double difference = 0;
    double square = 0;
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      for (int y = BORDER; y < image.height() - BORDER; y++) {
        for (int x = BORDER; x < image.width() - BORDER; x++) {
          int i = (p * image.height() + y) * image.width() + x;
          double is = image.values().get(i);
          double shall = expected.values().get(i);
          difference += (is - shall) * (is - shall);
          square += shall * shall;
        }
      }
    }
    return Math.sqrt(difference / square);
  }

  private static double rms(PlanarImage image) {
    double square = 0;
    for (int y = BORDER; y < image.height() - BORDER; y++) {
      for (int x = BORDER; x < image.width() - BORDER; x++) {
        double value = image.values().get(y * image.width() + x);
        square += value * value;
      }
    }
    return Math.sqrt(square);
  }
}
