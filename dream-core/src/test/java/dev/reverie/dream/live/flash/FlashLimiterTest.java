package dev.reverie.dream.live.flash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.reverie.dream.live.flash.FlashMeter.Verdict;
import dev.reverie.dream.live.flash.Scenes.Colour;
import dev.reverie.dream.live.flash.Scenes.Scene;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FlashLimiterTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;

  /**
   * What became of a scene.
   *
   * @param raw the judge on the scene
   * @param limited the judges, of different grids, on what was sent
   */
  private record Outcome(Verdict raw, List<Verdict> limited) {
    void assertMadeSafe() {
      assertThat(raw.within()).as("raw %s is within", raw).isFalse();
      assertSafe();
    }

    void assertSafe() {
      assertThat(limited).allMatch(Verdict::within, "within");
    }
  }

  private static Outcome run(Scene scene, double rate, double seconds) {
    return run(scene, k -> k / rate, (int) (rate * seconds), WIDTH, HEIGHT);
  }

  private static Outcome run(
      Scene scene, IntToDoubleFunction times, int pictures, int width, int height) {
    FlashMeter raw = new FlashMeter();
    List<FlashMeter> judges = List.of(new FlashMeter(), new FlashMeter(96));
    try (FlashLimiter limiter = new FlashLimiter();
        Mat source = new Mat(height, width, opencv_core.CV_8UC3);
        Mat picture = new Mat()) {
      for (int k = 0; k < pictures; k++) {
        double seconds = times.applyAsDouble(k);
        long nanos = Math.round(seconds * 1e9);
        scene.paint(source, seconds);
        source.copyTo(picture);
        boolean damped = limiter.limit(picture, nanos);
        assertThat(damped || opencv_core.norm(source, picture) == 0).isTrue();
        raw.add(source, nanos);
        judges.forEach(judge -> judge.add(picture, nanos));
      }
    }
    List<Verdict> limited = judges.stream().map(FlashMeter::judge).toList();
    return new Outcome(raw.judge(), limited);
  }

  private static void assertUntouched(Scene scene) {
    try (FlashLimiter limiter = new FlashLimiter();
        Mat source = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3);
        Mat picture = new Mat()) {
      for (int k = 0; k < 120; k++) {
        scene.paint(source, k / 30.0);
        source.copyTo(picture);
        assertThat(limiter.limit(picture, Math.round(k * 1e9 / 30))).isFalse();
        assertThat(opencv_core.norm(source, picture)).isZero();
      }
      assertThat(limiter.damped()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {3.5, 4, 5, 6, 7.5, 10, 12, 15, 20, 30})
  void aStrobeOverTheWholePictureIsStopped(double hertz) {
    run(Scenes.strobe(hertz, Colour.WHITE, Colour.BLACK), 60, 3).assertMadeSafe();
  }

  static Stream<Arguments> flashing() {
    return Stream.of(
        Arguments.of(
            "grey of 10 and 21 %",
            Scenes.strobe(8, Colour.linear(0.21, 0.21, 0.21), Colour.linear(0.1, 0.1, 0.1))),
        Arguments.of(
            "red and blue of one luminance",
            Scenes.strobe(8, Colour.linear(0.34, 0, 0), Colour.linear(0, 0, 1))),
        Arguments.of("red and black", Scenes.strobe(8, Colour.RED, Colour.BLACK)),
        Arguments.of("dark red and black", Scenes.strobe(8, new Colour(140, 0, 0), Colour.BLACK)),
        Arguments.of(
            "red and pink of one redness",
            Scenes.strobe(8, Colour.linear(0.08, 0, 0), Colour.linear(0.15, 0.06, 0.07))),
        Arguments.of(
            "red and less red",
            Scenes.strobe(8, Colour.linear(0.5, 0, 0), Colour.linear(0.2, 0, 0))),
        Arguments.of("4 squares across", Scenes.checkerboard(8, 4)),
        Arguments.of("16 squares across", Scenes.checkerboard(8, 16)),
        Arguments.of("64 squares across", Scenes.checkerboard(8, 64)),
        Arguments.of("128 squares across", Scenes.checkerboard(8, 128)),
        Arguments.of("half the picture", Scenes.lamp(8, 0, 0, 0.5, 1)),
        Arguments.of("a quarter of the picture", Scenes.lamp(8, 0.5, 0.5, 0.5, 0.5)),
        Arguments.of("a third of a field", Scenes.lamp(8, 0.4, 0.4, 0.2, 0.2)),
        Arguments.of("a bar five times a second", Scenes.bar(5, 0.3)),
        Arguments.of("cuts every 100 ms", Scenes.cuts(10, 16)),
        Arguments.of("noise of 16 squares", Scenes.cuts(30, 16)),
        Arguments.of("noise of 100 squares", Scenes.cuts(30, 100)),
        Arguments.of(
            "a source of 10 pictures a second",
            Scenes.sampled(10, Scenes.strobe(5, Colour.WHITE, Colour.BLACK))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("flashing")
  void whatFlashesIsStopped(String what, Scene scene) {
    run(scene, 30, 3).assertMadeSafe();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2, 3})
  void upToThreeFlashesASecondPass(double hertz) {
    assertUntouched(Scenes.strobe(hertz, Colour.WHITE, Colour.BLACK));
    assertUntouched(Scenes.strobe(hertz, Colour.RED, Colour.BLACK));
  }

  static Stream<Arguments> quiet() {
    Scene black = Scenes.strobe(0, Colour.BLACK, Colour.BLACK);
    Scene white = Scenes.strobe(0, Colour.WHITE, Colour.WHITE);
    Scene strobe = Scenes.strobe(10, Colour.WHITE, Colour.BLACK);
    return Stream.of(
        Arguments.of("a still picture", Scenes.cuts(0, 32)),
        Arguments.of("a cut", Scenes.then(black, 1, white)),
        Arguments.of("three flashes", Scenes.then(strobe, 0.3, white)),
        Arguments.of(
            "a fade of a second",
            (Scene) (p, s) -> Scenes.fill(p, Colour.grey(Math.min(255, 255 * s)))),
        Arguments.of("a bar once a second", Scenes.bar(1, 0.1)),
        Arguments.of("a small lamp", Scenes.lamp(10, 0.1, 0.1, 0.1, 0.1)),
        Arguments.of(
            "flicker of 5 %",
            Scenes.strobe(12, Colour.linear(0.5, 0.5, 0.5), Colour.linear(0.45, 0.45, 0.45))),
        Arguments.of("cuts twice a second", Scenes.cuts(2, 24)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("quiet")
  void whatDoesNotFlashPassesBitByBit(String what, Scene scene) {
    assertUntouched(scene);
  }

  @Test
  void aLampInTheCornerLeavesTheRestAlone() {
    Scene lamp = Scenes.lamp(10, 0, 0, 0.25, 0.25);
    Scene scene =
        (picture, seconds) -> {
          lamp.paint(picture, seconds);
          Scenes.rectangle(picture, 0.5 + 0.1 * seconds, 0.5, 0.1, 0.3, new Colour(9, 200, 70));
        };
    int damped = 0;
    try (FlashLimiter limiter = new FlashLimiter();
        Mat source = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3);
        Mat picture = new Mat();
        Rect rest = new Rect(WIDTH / 3, 0, WIDTH - WIDTH / 3, HEIGHT)) {
      for (int k = 0; k < 90; k++) {
        scene.paint(source, k / 30.0);
        source.copyTo(picture);
        damped += limiter.limit(picture, Math.round(k * 1e9 / 30)) ? 1 : 0;
        try (Mat expected = new Mat(source, rest);
            Mat sent = new Mat(picture, rest)) {
          assertThat(opencv_core.norm(expected, sent)).isZero();
        }
      }
    }
    assertThat(damped).isGreaterThan(60);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 15, 30, 60})
  void whenAStrobeEndsThePictureIsBackWithinTwoSeconds(int rate) {
    Scene strobe = Scenes.strobe(7, Colour.WHITE, Colour.BLACK);
    Scene scene = Scenes.then(strobe, 3, Scenes.cuts(0, 20));
    try (FlashLimiter limiter = new FlashLimiter();
        Mat source = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3);
        Mat picture = new Mat()) {
      for (int k = 0; k <= 6 * rate; k++) {
        double seconds = (double) k / rate;
        scene.paint(source, seconds);
        source.copyTo(picture);
        boolean damped = limiter.limit(picture, Math.round(seconds * 1e9));
        if (seconds > 5.1) {
          assertThat(damped).isFalse();
          assertThat(opencv_core.norm(source, picture)).isZero();
        }
      }
    }
  }

  @Test
  void aLongStrobeSettlesToItsMeanInsteadOfFreezing() {
    Scene strobe = Scenes.strobe(10, Colour.grey(180), Colour.grey(60));
    try (FlashLimiter limiter = new FlashLimiter();
        Mat picture = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3)) {
      for (int k = 0; k < 240; k++) {
        strobe.paint(picture, k / 60.0);
        limiter.limit(picture, Math.round(k * 1e9 / 60));
      }
      assertThat(opencv_core.mean(picture).get()).isCloseTo(120, within(15.0));
    }
  }

  @Test
  void irregularPicturesAreMadeSafe() {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      double[] times = new double[150];
      for (int k = 1; k < times.length; k++) {
        double gap = random.nextInt(40) == 0 ? 1.3 : (0.2 + 1.6 * random.nextDouble()) / 40;
        times[k] = times[k - 1] + gap;
      }
      run(Scenes.strobe(6, Colour.WHITE, Colour.BLACK), k -> times[k], times.length, 160, 90)
          .assertMadeSafe();
    }
  }

  @Test
  void aPictureOfNextToNoPixelsIsMadeSafe() {
    Scene strobe = Scenes.strobe(8, Colour.WHITE, Colour.BLACK);
    run(strobe, k -> k / 30.0, 90, 64, 48).assertMadeSafe();
    run(Scenes.cuts(30, 64), k -> k / 30.0, 90, 64, 48).assertMadeSafe();
    try (FlashLimiter limiter = new FlashLimiter();
        Mat pixel = new Mat(1, 1, opencv_core.CV_8UC3)) {
      for (int k = 0; k < 60; k++) {
        strobe.paint(pixel, k / 30.0);
        limiter.limit(pixel, Math.round(k * 1e9 / 30));
      }
      assertThat(limiter.damped()).isGreaterThan(0.3);
    }
  }

  @Test
  void aPictureOfEightMegapixelsIsMadeSafe() {
    run(Scenes.lamp(10, 0.2, 0.2, 0.4, 0.4), k -> k / 20.0, 14, 3840, 2160).assertMadeSafe();
  }

  @Test
  void aChangeOfSizeDoesNotReopenTheGate() {
    int[][] sizes = {{160, 90}, {320, 180}, {64, 48}, {240, 240}};
    Scene strobe = Scenes.strobe(8, Colour.WHITE, Colour.BLACK);
    FlashMeter raw = new FlashMeter();
    FlashMeter sent = new FlashMeter();
    try (FlashLimiter limiter = new FlashLimiter()) {
      for (int k = 0; k < 120; k++) {
        int[] size = sizes[k / 5 % sizes.length];
        long nanos = Math.round(k * 1e9 / 30);
        try (Mat picture = new Mat(size[1], size[0], opencv_core.CV_8UC3)) {
          strobe.paint(picture, k / 30.0);
          raw.add(picture, nanos);
          limiter.limit(picture, nanos);
          assertThat(picture.cols()).isEqualTo(size[0]);
          assertThat(picture.rows()).isEqualTo(size[1]);
          sent.add(picture, nanos);
        }
      }
    }
    assertThat(raw.judge().within()).isFalse();
    assertThat(sent.judge().within()).isTrue();
  }

  @Test
  void afterAGapThePictureIsFree() {
    Scene strobe = Scenes.strobe(10, Colour.WHITE, Colour.BLACK);
    try (FlashLimiter limiter = new FlashLimiter();
        Mat picture = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3)) {
      for (int k = 0; k < 60; k++) {
        strobe.paint(picture, k / 30.0);
        limiter.limit(picture, Math.round(k * 1e9 / 30));
      }
      Scenes.fill(picture, Colour.grey(77));
      assertThat(limiter.limit(picture, 60_000_000_000L)).isFalse();
      assertThat(limiter.damped()).isLessThan(1e-6);
    }
  }

  @Test
  void aClockThatGoesBackCountsAsOneThatStands() {
    try (FlashLimiter limiter = new FlashLimiter();
        Mat picture = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3)) {
      int damped = 0;
      for (int k = 0; k < 20; k++) {
        Scenes.fill(picture, k % 2 == 0 ? Colour.WHITE : Colour.BLACK);
        damped += limiter.limit(picture, -1_000_000_000L * k) ? 1 : 0;
      }
      assertThat(damped).isEqualTo(20 - 1 - Swings.ALLOWED);
    }
  }

  @Test
  void whatWasSentWithoutTheLimiterIsForgotten() {
    try (FlashLimiter limiter = new FlashLimiter();
        Mat picture = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3)) {
      for (int k = 0; k < 30; k++) {
        Scenes.fill(picture, k % 2 == 0 ? Colour.WHITE : Colour.BLACK);
        limiter.limit(picture, Math.round(k * 1e9 / 30));
      }
      assertThat(limiter.damped()).isPositive();
      limiter.forget();
      assertThat(limiter.damped()).isZero();
      Scenes.fill(picture, Colour.WHITE);
      assertThat(limiter.limit(picture, 1_000_000_000L)).isFalse();
      assertThat(opencv_core.mean(picture).get()).isEqualTo(255);
    }
  }

  @Test
  void otherKindsOfPicturesAreRefused() {
    try (FlashLimiter limiter = new FlashLimiter();
        Mat grey = new Mat(9, 16, opencv_core.CV_8UC1);
        Mat none = new Mat()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> limiter.limit(grey, 0))
          .withMessageContaining("8-bit BGR")
          .withMessageContaining("type 0")
          .withMessageContaining("convert");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> limiter.limit(none, 0))
          .withMessageContaining("empty");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void whateverHappensTheOutputIsWithin(int seed) {
    Random random = new Random(7717L * seed + 3);
    Scene patchwork = new Patchwork(random, 5);
    Scene scene =
        random.nextInt(3) == 0 ? Scenes.sampled(5 + random.nextInt(20), patchwork) : patchwork;
    double rate = List.of(10, 24, 30, 60).get(random.nextInt(4));
    run(scene, k -> k / rate, (int) (5 * rate), 200, 112).assertSafe();
  }

  @Test
  void nothingIsAllocatedOnceRunning() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (FlashLimiter limiter = new FlashLimiter();
        Mat source = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3);
        Mat picture = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3)) {
      Scene scene = Scenes.lamp(10, 0.2, 0.2, 0.5, 0.5);
      long allocated = 0;
      int damped = 0;
      for (int k = 0; k < 200; k++) {
        scene.paint(source, k / 30.0);
        source.copyTo(picture);
        long before = threads.getCurrentThreadAllocatedBytes();
        damped += limiter.limit(picture, Math.round(k * 1e9 / 30)) ? 1 : 0;
        allocated += k < 100 ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(damped).isGreaterThan(150);
      assertThat(allocated).isLessThan(100 * 1024L);
    }
  }
}
