package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import org.junit.jupiter.api.Test;

class VideoRateTest {
  @Test
  void largerPicturesGetMoreButNotInProportion() {
    VideoRate rate = VideoRate.bySize(30);
    assertThat(rate.bits(1280, 720, 1)).isEqualTo(4_000_000);
    assertThat(rate.bits(640, 360, 1)).isEqualTo(1_414_000);
    assertThat(rate.bits(1920, 1080, 1)).isEqualTo(7_348_000);
    assertThat(rate.bits(1280, 720, 2)).isEqualTo(8_000_000);
    assertThat(rate.bits(64, 48, 1)).isEqualTo(300_000);
    assertThat(rate.bits(7680, 4320, 2)).isEqualTo(40_000_000);
    assertThat(VideoRate.bySize(60).bits(1280, 720, 1)).isEqualTo(6_727_000);
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertThat(new VideoRate(30, 2500).bits(1920, 1080, 2)).isEqualTo(2_500_000);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new VideoRate(0, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("fps: '0' is not allowed; use 1 to 240");
    assertThatThrownBy(() -> new VideoRate(30, 99))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("100 to 100000 kbit/s, or 0 for what the size asks for");
    assertThatThrownBy(() -> new VideoRate(30, 100_001)).isInstanceOf(InvalidValueException.class);
  }
}
