package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoSignalPictureTest {
  private static CaptureState lost(String reason) {
    return new CaptureState(
        "url", "cam", CaptureState.Status.NO_SIGNAL, reason, 0, 0, 0, 0, 0, 3, reason);
  }

  @ParameterizedTest
  @CsvSource({"64, 48", "640, 480", "1280, 720", "404, 720", "3840, 2160"})
  void itIsDarkAndMovesAtAnySize(int width, int height) {
    try (NoSignalPicture picture = new NoSignalPicture();
        Mat now = new Mat();
        Mat later = new Mat()) {
      picture.draw(now, width, height, lost("connection refused"), 0);
      picture.draw(later, width, height, lost("connection refused"), 200_000_000L);
      assertThat(now.cols()).isEqualTo(width);
      assertThat(now.rows()).isEqualTo(height);
      assertThat(now.type()).isEqualTo(opencv_core.CV_8UC3);
      assertThat(Media.difference(now, later)).isPositive();
      try (Scalar mean = opencv_core.mean(now)) {
        assertThat(mean.get(0)).isBetween(10.0, 80.0);
      }
    }
  }

  @Test
  void theReasonIsWrittenOnIt() {
    try (NoSignalPicture picture = new NoSignalPicture();
        Mat one = new Mat();
        Mat other = new Mat()) {
      picture.draw(one, 640, 360, lost("the camera is gone"), 0);
      picture.draw(other, 640, 360, lost("connection refused"), 0);
      assertThat(Media.difference(one, other)).isGreaterThan(100);
    }
  }

  @Test
  void longReasonsAreWrappedAndLettersTheFontLacksAreReplaced() {
    assertThat(NoSignalPicture.plain("Für Élise 夢.mkv")).isEqualTo("Fur Elise ?.mkv");
    assertThat(NoSignalPicture.wrap("a camera was here", 1000, 1))
        .containsExactly("a camera was here");
    assertThat(NoSignalPicture.wrap("one two three " + "x".repeat(60), 200, 1))
        .hasSizeGreaterThan(5)
        .allMatch(line -> line.length() <= 14);
  }
}
