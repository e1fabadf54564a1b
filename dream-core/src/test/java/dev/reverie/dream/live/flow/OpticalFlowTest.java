package dev.reverie.dream.live.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.config.SharedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpticalFlowTest {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 144;
  private static final int BORDER = 20;

  private final OpticalFlow optical = new OpticalFlow();
  private final FlowField field = new FlowField();

  @AfterEach
  void close() {
    optical.close();
    field.close();
  }

  private void measure(Texture then, Texture now) {
    try (Mat a = then.grey(WIDTH, HEIGHT);
        Mat b = now.grey(WIDTH, HEIGHT)) {
      optical.measure(b, a, field);
    }
  }

  @ParameterizedTest
  @CsvSource({"3.3,1.2", "-7.5,4", "0.5,-0.25", "-15,-9"})
  void aShiftIsFoundToATenthOfAPixelAndTrusted(double dx, double dy) {
    Texture scene = Texture.waves(1);
    measure(scene, scene.moved(dx, dy));
    assertThat(meanError((x, y) -> -dx, (x, y) -> -dy)).isLessThan(0.1);
    assertThat(trust(BORDER, BORDER, WIDTH - BORDER, HEIGHT - BORDER)).isGreaterThan(0.97);
    assertThat(field.cut()).isFalse();
    assertThat(field.motion())
        .isBetween(0.9 * Math.hypot(dx, dy) / WIDTH, 1.05 * Math.hypot(dx, dy) / WIDTH);
  }

  @Test
  void aTurnIsFoundToAFifthOfAPixel() {
    double angle = Math.toRadians(2);
    double midX = WIDTH / 2.0;
    double midY = HEIGHT / 2.0;
    Texture scene = Texture.waves(2);
    measure(scene, scene.turned(angle, midX, midY));
    double cos = Math.cos(angle) - 1;
    double sin = Math.sin(angle);
    double error =
        meanError(
            (x, y) -> cos * (x - midX) + sin * (y - midY),
            (x, y) -> -sin * (x - midX) + cos * (y - midY));
    assertThat(error).isLessThan(0.2);
    assertThat(trust(BORDER, BORDER, WIDTH - BORDER, HEIGHT - BORDER)).isGreaterThan(0.97);
  }

  @Test
  void whatASquareUncoversIsNotTrustedAndBothSidesOfItAre() {
    Texture wall = Texture.waves(3);
    Texture square = Texture.waves(4);
    int step = 12;
    Texture then = wall.under(square, 80, 40, 60);
    Texture now = wall.under(square.moved(step, 0), 80 + step, 40, 60);
    measure(then, now);
    assertThat(trust(82, 50, 80 + step - 2, 90)).as("uncovered").isLessThan(0.3);
    assertThat(trust(20, 20, 60, 120)).as("wall").isGreaterThan(0.97);
    assertThat(trust(80 + step + 15, 55, 140 + step - 15, 85)).as("square").isGreaterThan(0.9);
    assertThat(field.cut()).isFalse();
  }

  @Test
  void aCutIsSeenAndNothingIsTrusted() {
    for (int i = 0; i < 10; i++) {
      measure(Texture.waves(10 + i), Texture.waves(11 + i));
      assertThat(field.cut()).isTrue();
      assertThat(field.trusted()).isZero();
      assertThat(trust(0, 0, WIDTH, HEIGHT)).isZero();
      assertThat(field.motion()).isZero();
    }
  }

  @Test
  void everyCutBetweenPhotosIsSeenAndNoMotionOfOneIsTakenForACut() {
    List<Mat> photos = new ArrayList<>();
    try (LumaPicture luma = new LumaPicture();
        Rect left = new Rect(20, 20, 440, 440);
        Rect right = new Rect(46, 26, 440, 440)) {
      for (int i = 1; i <= 20; i += 3) {
        String name = String.format("media/kodak/kodim%02d.png", i);
        try (Mat whole = opencv_imgcodecs.imread(SharedFiles.path(name).toString());
            Mat then = new Mat(whole, left);
            Mat now = new Mat(whole, right);
            Mat nowLuma = new Mat()) {
          Mat thenLuma = new Mat();
          luma.read(then, thenLuma);
          luma.read(now, nowLuma);
          photos.add(thenLuma);
          optical.measure(nowLuma, thenLuma, field);
          assertThat(field.cut()).as("%s moving by 6 %%", name).isFalse();
          assertThat(field.trusted()).as(name).isGreaterThan(0.7);
        }
      }
      for (int then = 0; then < photos.size(); then++) {
        for (int now = 0; now < photos.size(); now++) {
          optical.measure(photos.get(now), photos.get(then), field);
          assertThat(field.cut()).as("photo %d to %d", then, now).isEqualTo(then != now);
        }
      }
    } finally {
      photos.forEach(Mat::close);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-60, -30, 30, 60})
  void aFlashOfLightIsNoCutAndTheDreamStays(double levels) {
    Texture scene = Texture.waves(5).lit(0.6, 50);
    measure(scene, scene.moved(2, 1).lit(1, levels));
    assertThat(field.cut()).isFalse();
    assertThat(trust(BORDER, BORDER, WIDTH - BORDER, HEIGHT - BORDER)).isGreaterThan(0.95);
  }

  @Test
  void aLampThatMakesAllBrighterByHalfIsNoCut() {
    Texture scene = Texture.waves(5).lit(0.5, 20);
    measure(scene, scene.lit(1.5, 0));
    assertThat(field.cut()).isFalse();
    assertThat(field.trusted()).isGreaterThan(0.7);
  }

  @Test
  void aPanByATenthOfThePictureAFrameIsNoCut() {
    Texture scene = Texture.waves(6);
    measure(scene, scene.moved(25, 0));
    assertThat(field.cut()).isFalse();
    assertThat(trust(60, BORDER, WIDTH - BORDER, HEIGHT - BORDER)).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 5})
  void noiseNeitherMovesTheDreamNorMakesItFlicker(double deviation) {
    Texture scene = Texture.waves(7).under(Texture.flat(110), 120, 30, 80);
    for (int i = 0; i < 8; i++) {
      measure(scene.noisy(deviation, i), scene.noisy(deviation, 100 + i));
      assertThat(field.cut()).isFalse();
      assertThat(field.trusted()).isGreaterThan(0.98);
      assertThat(field.motion() * WIDTH).as("pixels").isLessThan(0.1);
    }
  }

  @Test
  void snowIsNeitherACutNorMotion() {
    try (LumaPicture luma = new LumaPicture();
        Mat thenLuma = new Mat();
        Mat nowLuma = new Mat()) {
      for (int i = 0; i < 5; i++) {
        try (Mat then = Texture.flat(128).noisy(60, i).draw(640, 360, 3);
            Mat now = Texture.flat(128).noisy(60, 50 + i).draw(640, 360, 3)) {
          luma.read(then, thenLuma);
          luma.read(now, nowLuma);
        }
        optical.measure(nowLuma, thenLuma, field);
        assertThat(field.cut()).isFalse();
        assertThat(field.trusted()).isGreaterThan(0.8);
        assertThat(field.motion() * WIDTH).as("pixels").isLessThan(0.5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 128, 255})
  void aPictureOfOneColourIsTrusted(double grey) {
    measure(Texture.flat(grey), Texture.flat(grey));
    assertThat(field.trusted()).isEqualTo(1);
    assertThat(field.isStill()).isTrue();
    measure(Texture.flat(grey).noisy(2, 1), Texture.flat(grey).noisy(2, 2));
    assertThat(field.cut()).isFalse();
    assertThat(field.trusted()).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @CsvSource({"0,255", "255,0", "30,200"})
  void fromBlackToWhiteIsACut(double then, double now) {
    measure(Texture.flat(then), Texture.flat(now));
    assertThat(field.cut()).isTrue();
    assertThat(field.trusted()).isZero();
  }

  @Test
  void aSceneThatAppearsOutOfTheDarkIsACutAndSoIsItsEnd() {
    measure(Texture.flat(0), Texture.waves(8));
    assertThat(field.cut()).isTrue();
    measure(Texture.waves(8), Texture.flat(0));
    assertThat(field.cut()).isTrue();
  }

  @Test
  void picturesOfDifferentSizesAreACut() {
    try (Mat wide = Texture.waves(9).grey(256, 144);
        Mat tall = Texture.waves(9).grey(144, 256)) {
      optical.measure(tall, wide, field);
      assertThat(field.cut()).isTrue();
      assertThat(field.trusted()).isZero();
      assertThat(field.width()).isEqualTo(144);
      assertThat(field.height()).isEqualTo(256);
      optical.measure(wide, wide, field);
      assertThat(field.cut()).isFalse();
      assertThat(field.trusted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"16,16", "17,16", "16,200", "31,33", "64,48", "300,17"})
  void smallAndNarrowPicturesAreMeasuredTooAndLeaveNoTraceInLargeOnes(int width, int height) {
    Texture scene = Texture.waves(12);
    measure(scene, scene.moved(3, 1));
    double before = meanError((x, y) -> -3, (x, y) -> -1);
    try (Mat then = scene.grey(width, height);
        Mat now = scene.moved(1, 1).grey(width, height);
        Mat snow = Texture.flat(128).noisy(60, 3).grey(width, height)) {
      optical.measure(now, then, field);
      assertThat(field.cut()).isFalse();
      assertThat(field.trusted()).isBetween(0.3, 1.0);
      optical.measure(snow, then, field);
      assertThat(field.trusted()).isBetween(0.0, 1.0);
      assertThat(field.width()).isEqualTo(width);
    }
    measure(scene, scene.moved(3, 1));
    assertThat(meanError((x, y) -> -3, (x, y) -> -1)).isEqualTo(before);
  }

  private double meanError(
      ToDoubleBiFunction<Integer, Integer> expectedX,
      ToDoubleBiFunction<Integer, Integer> expectedY) {
    double sum = 0;
    int count = 0;
    try (FloatIndexer flow = field.flow().createIndexer()) {
      for (int y = BORDER; y < HEIGHT - BORDER; y++) {
        for (int x = BORDER; x < WIDTH - BORDER; x++) {
          sum +=
              Math.hypot(
                  flow.get(y, x, 0) - expectedX.applyAsDouble(x, y),
                  flow.get(y, x, 1) - expectedY.applyAsDouble(x, y));
          count++;
        }
      }
    }
    return sum / count;
  }

  private double trust(int left, int top, int right, int bottom) {
    double sum = 0;
    try (FloatIndexer trust = field.trust().createIndexer()) {
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          sum += trust.get(y, x);
        }
      }
    }
    return sum / ((right - left) * (bottom - top));
  }
}
