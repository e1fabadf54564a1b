package dev.reverie.dream.live.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LumaPictureTest {
  private final LumaPicture picture = new LumaPicture();
  private final Mat luma = new Mat();

  @AfterEach
  void close() {
    picture.close();
    luma.close();
  }

  @ParameterizedTest
  @CsvSource({
    "64,48,64,48",
    "256,144,256,144",
    "640,480,222,166",
    "1280,720,256,144",
    "720,1280,144,256",
    "1366,768,256,144",
    "3840,2160,256,144",
    "16,16,16,16",
    "8,40,16,40",
    "1,1,16,16",
    "4000,20,2715,16"
  })
  void anyFrameBecomesSmallAndKeepsItsShape(int width, int height, int lumaWidth, int lumaHeight) {
    try (Mat frame = filled(width, height, 40, 120, 200)) {
      picture.read(frame, luma);
    }
    assertThat(luma.cols()).isEqualTo(lumaWidth);
    assertThat(luma.rows()).isEqualTo(lumaHeight);
    assertThat(luma.type()).isEqualTo(opencv_core.CV_8UC1);
    // ITU-R BT.601: 0.114 blue, 0.587 green, 0.299 red.
    assertThat(pixel(lumaWidth / 2, lumaHeight / 2)).isCloseTo(134.8, within(1.0));
  }

  @ParameterizedTest
  @CsvSource({"1280,720", "640,480", "900,700", "3840,2160"})
  void aPlaceInTheFrameStaysThatPlace(int width, int height) {
    // A ramp whose brightness is the place: a shift by half a luma pixel would show.
    Texture ramp = (x, y) -> 20 + 200 * (x + 0.5) / width;
    try (Mat frame = ramp.draw(width, height, 3)) {
      picture.read(frame, luma);
    }
    double sum = 0;
    for (int x = 2; x < luma.cols() - 2; x++) {
      double error = pixel(x, luma.rows() / 2) - (20 + 200 * (x + 0.5) / luma.cols());
      assertThat(error).isBetween(-1.1, 1.1);
      sum += error;
    }
    // Half a luma pixel would be 0.4 levels and more.
    assertThat(sum / luma.cols()).isBetween(-0.3, 0.3);
  }

  @Test
  void aCamerasNoiseIsAveragedAway() {
    try (Mat frame = Texture.flat(128).noisy(10, 1).draw(1280, 720, 3);
        Mat mean = new Mat();
        Mat deviation = new Mat()) {
      picture.read(frame, luma);
      opencv_core.meanStdDev(luma, mean, deviation);
      assertThat(opencv_core.norm(mean)).isCloseTo(128, within(0.5));
      assertThat(opencv_core.norm(deviation)).isLessThan(4);
    }
  }

  private double pixel(int x, int y) {
    try (UByteIndexer pixels = luma.createIndexer()) {
      return pixels.get(y, x);
    }
  }

  private static Mat filled(int width, int height, int blue, int green, int red) {
    try (Scalar colour = new Scalar(blue, green, red, 0)) {
      return new Mat(height, width, opencv_core.CV_8UC3, colour);
    }
  }
}
