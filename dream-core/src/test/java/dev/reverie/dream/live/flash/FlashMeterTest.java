package dev.reverie.dream.live.flash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reverie.dream.live.flash.FlashMeter.Verdict;
import dev.reverie.dream.live.flash.Scenes.Colour;
import dev.reverie.dream.live.flash.Scenes.Scene;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FlashMeterTest {
  private static Verdict judge(Scene scene) {
    return judge(scene, 60, 2.5, new FlashMeter(64));
  }

  private static Verdict judge(Scene scene, double rate, double seconds, FlashMeter meter) {
    try (Mat picture = new Mat(144, 256, opencv_core.CV_8UC3)) {
      for (int k = 0; k < rate * seconds; k++) {
        scene.paint(picture, k / rate);
        meter.add(picture, Math.round(k * 1e9 / rate));
      }
    }
    return meter.judge();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 10, 15, 30})
  void aStrobeHasItsFlashes(int hertz) {
    Verdict verdict = judge(Scenes.strobe(hertz, Colour.WHITE, Colour.BLACK));
    assertThat(verdict).isEqualTo(new Verdict(hertz, 0));
    assertThat(verdict.within()).isEqualTo(hertz <= 3);
  }

  @ParameterizedTest
  @CsvSource({
    "0.20, 0.29, 0",
    "0.20, 0.31, 8",
    "0.02, 0.11, 0",
    "0.02, 0.13, 8",
    "0.79, 0.95, 8",
    "0.82, 0.99, 0"
  })
  void aChangeCountsFromATenthWithTheDarkerSideBelowEightTenths(
      double dark, double lit, int flashes) {
    Scene scene = Scenes.strobe(8, Colour.linear(lit, lit, lit), Colour.linear(dark, dark, dark));
    assertThat(judge(scene)).isEqualTo(new Verdict(flashes, 0));
  }

  @ParameterizedTest
  @CsvSource({"0.15, 0", "0.18, 8"})
  void anAreaCountsFromAQuarterOfAField(double side, int flashes) {
    // A field is a third of the picture: a quarter of it is a square of a sixth.
    assertThat(judge(Scenes.lamp(8, 0.4, 0.4, side, side)).generalFlashes()).isEqualTo(flashes);
  }

  @Test
  void areasThatFlashAtDifferentTimesAreCountedTogether() {
    Scene scene =
        (picture, seconds) -> {
          Scenes.fill(picture, Colour.grey(100));
          Colour one = Scenes.lit(seconds, 5) ? Colour.WHITE : Colour.BLACK;
          Colour two = Scenes.lit(seconds + 0.05, 5) ? Colour.WHITE : Colour.BLACK;
          Scenes.rectangle(picture, 0.40, 0.4, 0.1, 0.18, one);
          Scenes.rectangle(picture, 0.52, 0.4, 0.1, 0.18, two);
        };
    assertThat(judge(scene).generalFlashes()).isEqualTo(5);
  }

  @Test
  void aFadeIsOneChangeHoweverManySteps() {
    Scene fades =
        (picture, seconds) ->
            Scenes.fill(picture, Colour.grey(127 - 127 * Math.cos(2 * Math.PI * 5 * seconds)));
    assertThat(judge(fades)).isEqualTo(new Verdict(5, 0));
    Scene stairs = (picture, seconds) -> Scenes.fill(picture, Colour.grey(100 * seconds));
    assertThat(judge(stairs)).isEqualTo(new Verdict(0, 0));
  }

  @Test
  void flashesAreCountedInTheWorstSecondOnly() {
    Scene burst = Scenes.strobe(4, Colour.WHITE, Colour.BLACK);
    Scene still = Scenes.strobe(0, Colour.WHITE, Colour.BLACK);
    assertThat(judge(Scenes.then(still, 1.5, Scenes.then(burst, 2, still))).generalFlashes())
        .isEqualTo(2);
  }

  @Test
  void aDarkSaturatedRedFlashesThoughItsLuminanceHardlyChanges() {
    assertThat(judge(Scenes.strobe(8, new Colour(140, 0, 0), Colour.BLACK)))
        .isEqualTo(new Verdict(0, 8));
    assertThat(judge(Scenes.strobe(8, Colour.linear(0.3, 0, 0), Colour.linear(0, 0, 0.9))))
        .isEqualTo(new Verdict(0, 8));
  }

  @Test
  void brighterAndDarkerSaturatedRedFlashesByTheOlderDefinition() {
    assertThat(judge(Scenes.strobe(8, Colour.linear(0.5, 0, 0), Colour.linear(0.2, 0, 0))))
        .isEqualTo(new Verdict(0, 8));
  }

  @Test
  void redAndPinkOfOneRednessFlashByTheNewerDefinition() {
    // Redness 26 and 6, 0.21 apart in u', v'.
    assertThat(judge(Scenes.strobe(8, Colour.linear(0.08, 0, 0), Colour.linear(0.15, 0.06, 0.07))))
        .isEqualTo(new Verdict(0, 8));
  }

  @Test
  void redThatIsNotSaturatedDoesNotFlash() {
    assertThat(
            judge(Scenes.strobe(8, Colour.linear(0.3, 0.08, 0.06), Colour.linear(0.1, 0.1, 0.1))))
        .isEqualTo(new Verdict(0, 0));
    assertThat(judge(Scenes.strobe(8, Colour.linear(0.03, 0, 0), Colour.BLACK)))
        .isEqualTo(new Verdict(0, 0));
  }

  @Test
  void greenAndBlueNeverFlashRed() {
    assertThat(judge(Scenes.strobe(8, new Colour(0, 255, 0), new Colour(0, 0, 255))).redFlashes())
        .isZero();
  }

  @Test
  void noPicturesAndOnePictureAreWithin() {
    FlashMeter meter = new FlashMeter();
    assertThat(meter.judge()).isEqualTo(new Verdict(0, 0));
    assertThat(judge(Scenes.strobe(1, Colour.RED, Colour.BLACK), 1, 1, meter))
        .isEqualTo(new Verdict(0, 0));
    assertThat(meter.pictures()).isEqualTo(1);
  }

  @Test
  void whatItCannotJudgeIsRefused() {
    FlashMeter meter = new FlashMeter();
    try (Mat grey = new Mat(9, 16, opencv_core.CV_8UC1);
        Mat none = new Mat();
        Mat picture = new Mat(9, 16, opencv_core.CV_8UC3)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> meter.add(grey, 0))
          .withMessageContaining("8-bit BGR");
      assertThatIllegalArgumentException().isThrownBy(() -> meter.add(none, 0));
      meter.add(picture, 10);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> meter.add(picture, 9))
          .withMessageContaining("in order");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FlashMeter(11))
        .withMessageContaining("12 to 512");
  }
}
