package dev.reverie.capture.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoSceneTest {
  private static double difference(Mat one, Mat other) {
    return opencv_core.norm(one, other, opencv_core.NORM_L1, null) / (one.total() * 3.0);
  }

  @Test
  void aFrameDependsOnSeedAndTimeAndNothingElse() {
    try (DemoScene one = new DemoScene(5, 320, 180);
        DemoScene same = new DemoScene(5, 320, 180);
        DemoScene other = new DemoScene(6, 320, 180);
        Mat a = new Mat();
        Mat b = new Mat()) {
      one.draw(0, a);
      one.draw(3, a);
      one.draw(12.5, a);
      same.draw(12.5, b);
      assertThat(difference(a, b)).isZero();
      other.draw(12.5, b);
      assertThat(difference(a, b)).isGreaterThan(2);
    }
  }

  @Test
  void everyFrameMovesALittleAndTheSceneNeverGoesDarkOrWhite() {
    try (DemoScene scene = new DemoScene(1, 640, 360);
        Mat before = new Mat();
        Mat now = new Mat()) {
      for (int second = 0; second < 3600; second += 97) {
        scene.draw(second, before);
        scene.draw(second + 1 / 30.0, now);
        assertThat(difference(before, now)).as("at %d s", second).isBetween(0.1, 8.0);
        try (Scalar mean = opencv_core.mean(now)) {
          double level = (mean.get(0) + mean.get(1) + mean.get(2)) / 3;
          assertThat(level).as("at %d s", second).isBetween(60.0, 180.0);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 48", "65, 49", "360, 640", "1921, 1081"})
  void anySizeCanBeDrawn(int width, int height) {
    try (DemoScene scene = new DemoScene(1, width, height);
        Mat picture = new Mat()) {
      for (int i = 0; i < 40; i++) {
        scene.draw(i * 7.3, picture);
      }
      assertThat(picture.cols()).isEqualTo(width);
      assertThat(picture.rows()).isEqualTo(height);
      assertThat(picture.type()).isEqualTo(opencv_core.CV_8UC3);
    }
  }

  @Test
  void theSkyHasNoSeam() {
    try (Landscape landscape = new Landscape(320, 180, 4);
        Mat sky = new Mat(landscape.open(), 320, opencv_core.CV_8UC3);
        Mat next = new Mat(landscape.open(), 320, opencv_core.CV_8UC3)) {
      double period = 2 * 320 * 1280 / (14.0 * 320);
      for (int i = -6; i < 6; i++) {
        landscape.drawSky(period + i / 3.0, sky);
        landscape.drawSky(period + (i + 1) / 3.0, next);
        assertThat(difference(sky, next)).isLessThan(6);
      }
    }
  }
}
