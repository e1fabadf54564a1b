package dev.reverie.dream.live.mood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdleTest {
  private final Idle idle = new Idle();

  private double wait(double minutes, boolean moving, double seconds, int rate) {
    double attract = 0;
    for (int i = 0; i < Math.round(seconds * rate); i++) {
      attract = idle.advance(minutes, moving, 1.0 / rate);
    }
    return attract;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 30, 60})
  void afterTheMinutesItRisesInFiveSecondsAtAnyRate(int rate) {
    assertThat(wait(10, false, 599, rate)).isZero();
    assertThat(idle.attracting()).isFalse();
    assertThat(wait(10, false, 3.5, rate)).isCloseTo(0.5, within(0.16));
    assertThat(idle.attracting()).isTrue();
    assertThat(wait(10, false, 3, rate)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 30, 60})
  void movementEndsItWithinASecondAtAnyRate(int rate) {
    wait(1, false, 100, rate);
    assertThat(wait(1, true, 0.5, rate)).isBetween(0.25, 0.75);
    assertThat(wait(1, true, 0.5, rate)).isZero();
    assertThat(idle.attracting()).isFalse();
  }

  @Test
  void theMinutesBeginAgainAfterEveryMovement() {
    wait(1, false, 59, 30);
    wait(1, true, 0.2, 30);
    assertThat(wait(1, false, 59, 30)).isZero();
    assertThat(wait(1, false, 7, 30)).isEqualTo(1);
  }

  @Test
  void oneBrokenFrameIsNobody() {
    assertThat(wait(1, false, 70, 30)).isEqualTo(1);
    for (int i = 0; i < 30; i++) {
      assertThat(idle.advance(1, i == 3 || i == 7 || i == 8, 1 / 30.0)).isEqualTo(1);
    }
  }

  @Test
  void zeroMinutesAreNever() {
    assertThat(wait(0, false, 100_000, 2)).isZero();
  }

  @Test
  void itComesAndGoesWithoutJumpsWhateverTheControlDoes() {
    double last = 0;
    double[] minutes = {0.5, 0, 0.5, 240, 1, 0};
    for (int i = 0; i < 60_000; i++) {
      double attract = idle.advance(minutes[i / 10_000], i % 4000 > 3980, 1 / 30.0);
      // Smoothstep is at most 1.5 times as steep as its ramp, which falls in 0.8 s.
      assertThat(Math.abs(attract - last)).isLessThanOrEqualTo(1.5 / 0.8 / 30 + 1e-9);
      assertThat(attract).isBetween(0.0, 1.0);
      last = attract;
    }
  }
}
