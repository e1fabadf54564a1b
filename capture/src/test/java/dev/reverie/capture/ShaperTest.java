package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShaperTest {
  private static final int RED = 0xff0000;
  private static final int GREEN = 0x00ff00;
  private static final int BLUE = 0x0000ff;
  private static final int WHITE = 0xffffff;

  /** Top left red, top right green, bottom left blue, bottom right white. */
  private static Mat quarters(int width, int height) {
    return Media.picture(
        width,
        height,
        (x, y) -> y < height / 2 ? (x < width / 2 ? RED : GREEN) : (x < width / 2 ? BLUE : WHITE));
  }

  private static String shape(Map<String, ?> changes, int width, int height) throws Exception {
    Geometry geometry = Geometry.of(Settings.defaults().with(changes));
    try (Shaper shaper = new Shaper(geometry);
        Mat into = new Mat()) {
      // Twice: the second time runs on what the first has prepared.
      for (int i = 0; i < 2; i++) {
        try (Mat source = quarters(width, height)) {
          shaper.shape(source, into);
        }
      }
      assertThat(geometry.finishedSize(width, height))
          .isEqualTo(new Fit.Dimensions(into.cols(), into.rows()));
      int right = into.cols() - 2;
      int low = into.rows() - 2;
      return "%dx%d %s%s%s%s"
          .formatted(
              into.cols(),
              into.rows(),
              letter(Media.color(into, 1, 1)),
              letter(Media.color(into, right, 1)),
              letter(Media.color(into, 1, low)),
              letter(Media.color(into, right, low)));
    }
  }

  private static String letter(int rgb) {
    return switch (rgb) {
      case RED -> "R";
      case GREEN -> "G";
      case BLUE -> "B";
      case WHITE -> "W";
      default -> "?";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "off, 0, source, 200x100 RGBW",
    "on, 0, source, 200x100 GRWB",
    "off, 90, source, 100x200 BRWG",
    "off, 180, source, 200x100 WBGR",
    "off, 270, source, 100x200 GWRB",
    "on, 90, source, 100x200 RBGW",
    "off, 0, 1:1, 100x100 RGBW",
    "on, 0, 1:1, 100x100 GRWB",
    "off, 0, 4:1, 200x50 RGBW",
    "off, 90, 1:1, 100x100 BRWG",
    "off, 90, 1:4, 50x200 BRWG",
    "off, 270, 2:1, 100x50 GWRB"
  })
  void picturesAreTurnedThenMirroredThenCropped(
      String mirror, String rotate, String aspect, String expected) throws Exception {
    assertThat(shape(Map.of("mirror", mirror, "rotate", rotate, "aspect", aspect), 200, 100))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2560, 1440, 0, source, 1280x720 RGBW",
    "4032, 3024, 0, source, 960x720 RGBW",
    "1920, 1080, 90, source, 404x720 BRWG",
    "1600, 1200, 0, 16:9, 1280x720 RGBW",
    "1281, 721, 0, source, 1278x720 RGBW",
    "101, 77, 0, source, 100x76 RGBW",
    "320, 240, 0, source, 320x240 RGBW",
    "3840, 2160, 180, 1:1, 720x720 WBGR"
  })
  void picturesAreScaledDownToEvenSidesAndNeverUp(
      int width, int height, String rotate, String aspect, String expected) throws Exception {
    assertThat(shape(Map.of("rotate", rotate, "aspect", aspect), width, height))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "3840, 2160, 0, source",
    "1600, 1200, 0, 16:9",
    "3024, 4032, 90, source",
    "333, 222, 0, 1:1",
    "6000, 4000, 270, 9:16"
  })
  void aPictureDecodedAtTheWantedSizeNeedsNoMoreScaling(
      int width, int height, String rotate, String aspect) {
    Geometry geometry =
        Geometry.of(Settings.defaults().with(Map.of("rotate", rotate, "aspect", aspect)));
    Fit.Dimensions decoded = geometry.decodedSize(width, height);
    assertThat(geometry.plan(decoded.width(), decoded.height()).scales()).isFalse();
  }

  @Test
  void thePictureMayChangeItsSizeAtAnyTime() throws Exception {
    Geometry geometry = Geometry.of(Settings.defaults().with(Map.of("aspect", "1:1")));
    try (Shaper shaper = new Shaper(geometry);
        Mat into = new Mat()) {
      for (int side : new int[] {100, 300, 64, 1000}) {
        try (Mat source = quarters(side * 2, side)) {
          shaper.shape(source, into);
        }
        assertThat(into.cols()).isEqualTo(Math.min(side, 720));
        assertThat(Media.color(into, into.cols() - 1, 0)).isEqualTo(GREEN);
      }
    }
  }

  @Test
  void a_picture_too_small_to_dream_on_is_refused_in_words() {
    assertThatThrownBy(() -> shape(Map.of(), 20, 20))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("too small: 20x20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"16x9", "0:5", "5:0", "wide", "1000:1", ""})
  void an_aspect_that_is_none_is_refused(String aspect) {
    assertThatThrownBy(() -> Geometry.of(Settings.defaults().with(Map.of("aspect", aspect))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("aspect: '" + aspect + "'")
        .hasMessageContaining("16:9");
  }
}
