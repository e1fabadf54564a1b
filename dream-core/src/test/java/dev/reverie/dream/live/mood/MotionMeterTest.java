package dev.reverie.dream.live.mood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MotionMeterTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int GRAINS = 100_003;
  private static final long SECOND = 1_000_000_000L;

  private final MotionMeter meter = new MotionMeter();
  private final Mat picture = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC1);
  private final byte[] pixels = new byte[WIDTH * HEIGHT];
  private final Random random = new Random(9);

  /** Normally distributed; begun anywhere, it is a new frame's noise. */
  private final double[] grains =
      DoubleStream.generate(random::nextGaussian).limit(GRAINS).toArray();

  private final byte[] room = texture(WIDTH, HEIGHT, 1);
  private final byte[] person = texture(60, 140, 2);

  @AfterEach
  void close() {
    meter.close();
    picture.close();
  }

  /** Blobs of about 12 pixels in all greys from 20 to 235. */
  private static byte[] texture(int width, int height, long seed) {
    byte[] coarse = new byte[(width / 12 + 2) * (height / 12 + 2)];
    Random greys = new Random(seed);
    for (int i = 0; i < coarse.length; i++) {
      coarse[i] = (byte) (20 + greys.nextInt(216));
    }
    byte[] fine = new byte[width * height];
    try (Mat small = new Mat(height / 12 + 2, width / 12 + 2, opencv_core.CV_8UC1);
        Mat large = new Mat();
        Size size = new Size(width, height)) {
      fill(small, coarse);
      opencv_imgproc.resize(small, large, size, 0, 0, opencv_imgproc.INTER_CUBIC);
      try (BytePointer data = large.data()) {
        data.get(fine, 0, fine.length);
      }
    }
    return fine;
  }

  private static void fill(Mat mat, byte[] bytes) {
    try (BytePointer data = mat.data()) {
      data.put(bytes, 0, bytes.length);
    }
  }

  /** The room, with the person's left side at {@code x}. */
  private void draw(double x, double gain, double noise) {
    System.arraycopy(room, 0, pixels, 0, pixels.length);
    int left = (int) Math.round(x);
    for (int py = 0; py < 140; py++) {
      for (int px = Math.max(0, -left); px < 60 && left + px < WIDTH; px++) {
        double dx = (px - 30) / 30.0;
        double dy = (py - 70) / 70.0;
        if (dx * dx + dy * dy < 1) {
          pixels[(py + 40) * WIDTH + left + px] = person[py * 60 + px];
        }
      }
    }
    if (gain != 1 || noise > 0) {
      roughen(gain, noise);
    }
    fill(picture, pixels);
  }

  private void roughen(double gain, double noise) {
    int grain = random.nextInt(grains.length);
    for (int i = 0; i < pixels.length; i++) {
      double value = (pixels[i] & 0xff) * gain + noise * grains[grain];
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
      grain = grain + 1 < grains.length ? grain + 1 : 0;
    }
  }

  private double measure(long time) {
    return meter.measure(picture, time, time);
  }

  /** Mean reading while the person walks to and fro over two thirds of the picture in 3 s each. */
  private double walking(double rate, double gain, double noise) {
    return walking(1, rate, gain, noise);
  }

  private double walking(double pace, double rate, double gain, double noise) {
    double sum = 0;
    int counted = 0;
    try (MotionMeter fresh = new MotionMeter()) {
      for (int i = 0; i < 6 * rate; i++) {
        double seconds = i / rate;
        draw(whereabouts(pace * seconds), 1 + gain * random.nextGaussian(), noise);
        long time = Math.round(seconds * SECOND);
        double percent = fresh.measure(picture, time, time);
        if (seconds >= 0.5) {
          sum += percent;
          counted++;
        }
      }
    }
    return sum / counted;
  }

  private static double whereabouts(double seconds) {
    double phase = seconds / 3 % 2;
    return 20 + 213 * (phase < 1 ? phase : 2 - phase);
  }

  @ParameterizedTest
  @CsvSource({"6, 30", "6, 8", "12, 30", "3, 60", "20, 30"})
  void theNoiseOfASensorIsNoMovement(double noise, double rate) {
    for (int i = 0; i < 60; i++) {
      draw(-100, 1, noise);
      assertThat(measure(Math.round(i / rate * SECOND))).isLessThan(0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 64, 128, 192, 255})
  void noiseOnAWallOfOneGreyIsNoMovement(int grey) {
    for (int i = 0; i < 60; i++) {
      Arrays.fill(pixels, (byte) grey);
      roughen(1, 6);
      fill(picture, pixels);
      assertThat(measure(i * SECOND / 30)).isLessThan(0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 6})
  void lampsThatFlickerAreNoMovement(double noise) {
    for (int i = 0; i < 90; i++) {
      draw(-100, 1 + 0.03 * Math.sin(1.7 * i), noise);
      assertThat(measure(i * SECOND / 30)).isLessThan(0.5);
    }
  }

  @Test
  void bandsOfMainsLightThatWanderAreNoMovement() {
    for (int i = 0; i < 60; i++) {
      draw(-100, 1, 0);
      for (int k = 0; k < pixels.length; k++) {
        double gain = 1 + 0.02 * Math.sin(Math.floorDiv(k, WIDTH) * 0.05 + 0.9 * i);
        pixels[k] = (byte) Math.min(255, Math.round((pixels[k] & 0xff) * gain));
      }
      fill(picture, pixels);
      assertThat(measure(i * SECOND / 30)).isLessThan(0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 50, 80})
  void theNoiseOfJpegIsNoMovement(int quality) {
    try (Mat large = new Mat();
        Mat decoded = new Mat();
        BytePointer jpeg = new BytePointer();
        Size camera = new Size(1280, 720);
        Size small = new Size(WIDTH, HEIGHT);
        IntPointer options = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality)) {
      for (int i = 0; i < 20; i++) {
        draw(-100, 1, 4);
        opencv_imgproc.resize(picture, large, camera, 0, 0, opencv_imgproc.INTER_LINEAR);
        opencv_imgcodecs.imencode(".jpg", large, jpeg, options);
        try (Mat bytes = new Mat(1, (int) jpeg.limit(), opencv_core.CV_8UC1, jpeg)) {
          opencv_imgcodecs.imdecode(bytes, opencv_imgcodecs.IMREAD_GRAYSCALE, decoded);
        }
        opencv_imgproc.resize(decoded, picture, small, 0, 0, opencv_imgproc.INTER_AREA);
        assertThat(measure(i * SECOND / 30)).isLessThan(0.5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 8, 10, 15, 24, 60})
  void somebodyWhoWalksReadsAboutTheSameAtAnyRate(double rate) {
    double reference = walking(30, 0, 0);
    // 11 pixels of 320 in the 150 ms, 140 of 180 tall: the two edges alone are about 4 %.
    assertThat(reference).isBetween(3.0, 15.0);
    assertThat(walking(rate, 0, 0)).isCloseTo(reference, within(0.15 * reference));
  }

  @ParameterizedTest
  @ValueSource(doubles = {8, 10, 13})
  void somebodyWhoHardlyMovesReadsAboutTheSameAtAnyRate(double rate) {
    double reference = walking(0.25, 60, 0, 0);
    assertThat(reference).isGreaterThan(1);
    assertThat(walking(0.25, rate, 0, 0)).isCloseTo(reference, within(0.15 * reference));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.85, 0.9, 1.1, 1.2})
  void aCameraThatAdaptsIsNoMovement(double gain) {
    for (int i = 0; i < 20; i++) {
      draw(-100, i < 10 ? 0.8 : 0.8 * gain, 3);
      assertThat(measure(i * SECOND / 30)).isLessThan(0.5);
    }
  }

  @Test
  void noiseAndFlickerHideNobody() {
    double clean = walking(30, 0, 0);
    assertThat(walking(30, 0.01, 6)).isCloseTo(clean, within(0.25 * clean));
  }

  @Test
  void aFrameThatIsGivenAgainIsNotStillness() {
    double sum = 0;
    int ticks = 0;
    double once = walking(10, 0, 0);
    try (MotionMeter again = new MotionMeter()) {
      for (int i = 0; i < 60; i++) {
        double seconds = i / 10.0;
        draw(whereabouts(seconds), 1, 0);
        long frame = Math.round(seconds * SECOND);
        for (int tick = 0; tick < 6; tick++) {
          double percent = again.measure(picture, frame, frame + tick * SECOND / 60);
          if (seconds >= 0.5) {
            sum += percent;
            ticks++;
          }
        }
      }
    }
    assertThat(sum / ticks).isCloseTo(once, within(1e-9));
  }

  @Test
  void aSourceThatStopsIsStillAfterTwoSeconds() {
    for (int i = 0; i < 30; i++) {
      draw(4 * i, 1, 0);
      measure(i * SECOND / 30);
    }
    double moving = meter.percent();
    assertThat(moving).isGreaterThan(2);
    long frame = 29 * SECOND / 30;
    assertThat(meter.measure(picture, frame, frame + 19 * SECOND / 10)).isEqualTo(moving);
    assertThat(meter.measure(picture, frame, frame + 21 * SECOND / 10)).isZero();
  }

  @Test
  void somebodyWhoStopsIsStillAQuarterOfASecondLater() {
    for (int i = 0; i < 60; i++) {
      draw(4 * Math.min(i, 30), 1, 3);
      double percent = measure(i * SECOND / 30);
      if (i > 5 && i <= 30) {
        assertThat(percent).isGreaterThan(2);
      }
      if (i > 37) {
        assertThat(percent).isLessThan(0.5);
      }
    }
  }

  @Test
  void aTurnOfTheCameraIsALotOfMovement() {
    for (int i = 0; i < 20; i++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          pixels[y * WIDTH + x] = room[y * WIDTH + (x + 5 * i) % WIDTH];
        }
      }
      fill(picture, pixels);
      double percent = measure(i * SECOND / 30);
      if (i > 5) {
        assertThat(percent).isBetween(50.0, 100.0);
      }
    }
  }

  @Test
  void theFirstFrameAndOneAfterATimeLeapAreNoMovement() {
    draw(20, 1, 0);
    assertThat(measure(5 * SECOND)).isZero();
    draw(200, 1, 0);
    assertThat(measure(8 * SECOND)).isZero();
    draw(20, 1, 0);
    assertThat(measure(8 * SECOND + SECOND / 30)).isGreaterThan(2);
    draw(200, 1, 0);
    assertThat(measure(3 * SECOND)).isZero();
  }

  @Test
  void anotherPictureSizeBeginsAgain() {
    draw(20, 1, 0);
    measure(0);
    try (Mat other = new Mat(48, 64, opencv_core.CV_8UC1)) {
      fill(other, new byte[64 * 48]);
      assertThat(meter.measure(other, SECOND / 10, SECOND / 10)).isZero();
      byte[] white = new byte[64 * 48];
      for (int i = 0; i < white.length / 4; i++) {
        white[i] = (byte) 255;
      }
      fill(other, white);
      assertThat(meter.measure(other, SECOND / 4, SECOND / 4)).isCloseTo(25, within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "16, 16", "257, 143", "320, 240", "318, 181"})
  void anyPictureSizeWorks(int width, int height) {
    try (Mat odd = new Mat(height, width, opencv_core.CV_8UC1)) {
      byte[] bytes = new byte[width * height];
      fill(odd, bytes);
      assertThat(meter.measure(odd, 0, 0)).isZero();
      Arrays.fill(bytes, (byte) 200);
      fill(odd, bytes);
      assertThat(meter.measure(odd, SECOND / 8, SECOND / 8)).isEqualTo(100);
    }
  }

  @Test
  void picturesOfAnotherKindAreRefusedInWords() {
    try (Mat colour = new Mat(10, 10, opencv_core.CV_8UC3);
        Mat empty = new Mat()) {
      assertThatThrownBy(() -> meter.measure(colour, 0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("8-bit grey");
      assertThatThrownBy(() -> meter.measure(empty, 0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("empty");
    }
  }

  @Test
  void aMeasurementAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    draw(50, 1, 5);
    IntUnaryOperator frames =
        from -> {
          for (int i = 0; i < 100; i++) {
            measure((from + i) * SECOND / 30);
          }
          return from + 100;
        };
    int next = frames.applyAsInt(0);
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 20 && allocated > 1000; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      next = frames.applyAsInt(next);
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isLessThanOrEqualTo(1000);
  }

  @Test
  void closingTwiceIsHarmless() {
    draw(50, 1, 0);
    measure(0);
    meter.close();
    meter.close();
    assertThat(meter.percent()).isZero();
  }
}
