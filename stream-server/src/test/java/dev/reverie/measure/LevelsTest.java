package dev.reverie.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class LevelsTest {

  private static byte[] bgr(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void aGreyPictureIsAsBrightAsItsGreyAndHasNoColour() {
    Levels levels = Levels.of(bgr(100, 100, 100, 120, 120, 120));
    assertThat(levels.brightness()).isEqualTo(110);
    assertThat(levels.spread()).isCloseTo(10, within(1e-9));
    assertThat(levels.saturation()).isZero();
    assertThat(levels.clippedPixels()).isZero();
    assertThat(levels.clippedValues()).isZero();
  }

  @Test
  void everyEndOfTheScaleIsClipped() {
    // Black, pure blue, nearly white, grey: 3 + 3 of 12 values, 2 of 4 pixels.
    Levels levels = Levels.of(bgr(0, 0, 0, 255, 0, 0, 254, 254, 254, 7, 7, 7));
    assertThat(levels.clippedPixels()).isEqualTo(0.5);
    assertThat(levels.clippedValues()).isEqualTo(0.5);
    assertThat(levels.saturation()).isEqualTo(0.25); // black has no colour
  }

  @Test
  void noiseIsMeasuredAsOpenCvMeasuresIt() {
    byte[] noise = new byte[3 * 64 * 48];
    new Random(3).nextBytes(noise);
    Levels levels = Levels.of(noise);
    try (BytePointer memory = new BytePointer(noise);
        Mat picture = new Mat(48, 64, opencv_core.CV_8UC3, memory);
        Mat single = picture.reshape(1);
        Mat hsv = new Mat();
        Mat mean = new Mat();
        Mat deviation = new Mat()) {
      opencv_core.meanStdDev(single, mean, deviation);
      assertThat(levels.brightness()).isCloseTo(mean.createIndexer().getDouble(0), within(1e-6));
      assertThat(levels.spread()).isCloseTo(deviation.createIndexer().getDouble(0), within(1e-6));
      opencv_imgproc.cvtColor(picture, hsv, opencv_imgproc.COLOR_BGR2HSV);
      try (Scalar channels = opencv_core.mean(hsv)) {
        // OpenCV rounds each pixel's saturation to whole 255ths.
        assertThat(levels.saturation()).isCloseTo(channels.get(1) / 255, within(0.002));
      }
    }
  }

  private static Levels flat(double brightness, double spread, double saturation, double clipped) {
    return new Levels(brightness, spread, saturation, clipped, clipped / 2);
  }

  @Test
  void aDreamThatDarkensOnASteadySourceDrifts() {
    List<Levels> source = new ArrayList<>();
    List<Levels> output = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      source.add(flat(120, 40, 0.3, 0.01));
      output.add(flat(120 - i, 40 + 2 * i, 0.3 + 0.01 * i, 0.01 * i));
    }
    Drift drift = Drift.of(source, output);
    assertThat(drift.samples()).isEqualTo(10);
    assertThat(drift.source().first()).isEqualTo(drift.source().last());
    // The first fifth is 0 and 1, the last is 8 and 9.
    assertThat(drift.drift().brightness()).isCloseTo(-8, within(1e-9));
    assertThat(drift.drift().spread()).isCloseTo(57 / 41.0 - 1, within(1e-3));
    assertThat(drift.drift().saturation()).isCloseTo(0.08, within(1e-9));
    assertThat(drift.drift().clippedPixels()).isCloseTo(0.08, within(1e-9));
    assertThat(drift.output().overall().brightness()).isCloseTo(115.5, within(1e-9));
    assertThat(drift.output().overall().clippedValues()).isCloseTo(0.0225, within(1e-9));
  }

  @Test
  void aDreamThatOnlyFollowsItsSourceDoesNotDrift() {
    List<Levels> source = new ArrayList<>();
    List<Levels> output = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      source.add(flat(60 + 3 * i, 20 + i, 0.2, 0));
      output.add(flat(70 + 3 * i, 2 * (20 + i), 0.4, 0.02));
    }
    Drift drift = Drift.of(source, output);
    assertThat(drift.drift().brightness()).isCloseTo(0, within(1e-9));
    assertThat(drift.drift().spread()).isCloseTo(0, within(1e-3));
    assertThat(drift.drift().saturation()).isCloseTo(0, within(1e-9));
    assertThat(drift.drift().clippedPixels()).isCloseTo(0, within(1e-9));
  }

  @Test
  void aFlatPictureThatStaysFlatDoesNotDrift() {
    Drift drift = Drift.of(List.of(flat(0, 0, 0, 1)), List.of(flat(0, 0, 0, 1)));
    assertThat(drift.drift().spread()).isZero();
    assertThat(drift.drift().brightness()).isZero();
  }

  @Test
  void nothingAndHalvesOfPairsAreRefused() {
    Levels any = flat(1, 1, 0, 0);
    assertThatThrownBy(() -> Drift.of(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Drift.of(List.of(any, any), List.of(any)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 and 2");
  }
}
