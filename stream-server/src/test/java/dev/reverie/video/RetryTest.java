package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryTest {
  private final Retry retry = new Retry();

  @Test
  void waitsGetLongerUpToFiveSeconds() {
    assertThat(retry.next(0)).isEqualTo(500_000_000L);
    assertThat(retry.next(0)).isEqualTo(1_000_000_000L);
    assertThat(retry.next(0)).isEqualTo(2_000_000_000L);
    assertThat(retry.next(0)).isEqualTo(4_000_000_000L);
    assertThat(retry.next(0)).isEqualTo(5_000_000_000L);
    assertThat(retry.next(0)).isEqualTo(5_000_000_000L);
  }

  @Test
  void onlyAConnectionThatHeldStartsOver() {
    retry.next(0);
    retry.next(0);
    assertThat(retry.next(3_000_000_000L)).isEqualTo(2_000_000_000L);
    assertThat(retry.next(20_000_000_000L)).isEqualTo(500_000_000L);
  }
}
