package dev.reverie.dream.live.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PunctualityTest {
  private static final long MILLI = 1_000_000;
  private static final long PERIOD = 33 * MILLI;

  private final Punctuality pictures = new Punctuality();

  @Test
  void picturesOnTimeAreCalm() {
    for (int i = 0; i < 100; i++) {
      assertThat(pictures.picture(i * PERIOD, i * PERIOD + MILLI, 10 * MILLI, PERIOD)).isTrue();
      assertThat(pictures.late()).isFalse();
    }
    assertThat(pictures.calm()).isTrue();
    assertThat(pictures.work()).isCloseTo(10 * MILLI, within(1.0));
    assertThat(pictures.rate(99 * PERIOD + 2 * MILLI, PERIOD)).isCloseTo(1000 / 33.0, within(0.01));
  }

  @Test
  void aSlowerCameraThatSetsTheBeatIsNoOverload() {
    // Frames every 40 ms: each is waited for and sets the beat, so it comes 7 ms after it was due.
    for (int i = 1; i < 100; i++) {
      pictures.picture((i - 1) * 40L * MILLI + PERIOD, i * 40L * MILLI, 10 * MILLI, PERIOD);
    }
    assertThat(pictures.late()).isFalse();
    assertThat(pictures.calm()).isTrue();
    assertThat(pictures.rate(99 * 40 * MILLI, PERIOD)).isCloseTo(25, within(0.01));
  }

  @Test
  void workLongerThanThePeriodIsLateWithinASecond() {
    long due = 0;
    long now = 0;
    while (!pictures.late()) {
      pictures.picture(due, now, 40 * MILLI, PERIOD);
      due += PERIOD;
      due = now - due > PERIOD ? now : due;
      now += 40 * MILLI;
      assertThat(now).isLessThan(1000 * MILLI);
    }
    for (int i = 0; i < 40; i++) {
      pictures.picture(due, now, 40 * MILLI, PERIOD);
      due += PERIOD;
      due = now - due > PERIOD ? now : due;
      now += 40 * MILLI;
    }
    assertThat(pictures.lossy()).isTrue();
    assertThat(pictures.lostShare()).isCloseTo(1 - 33 / 40.0, within(0.02));
  }

  @Test
  void theRightRateButAlwaysLateIsLate() {
    for (int i = 0; i < 40; i++) {
      pictures.picture(i * PERIOD, i * PERIOD + 20 * MILLI, 30 * MILLI, PERIOD);
    }
    assertThat(pictures.late()).isTrue();
    assertThat(pictures.lossy()).isFalse();
    assertThat(pictures.lateOnes()).isEqualTo(pictures.judgedOnes());
  }

  @Test
  void aSingleStallIsNoLoad() {
    long stall = 0;
    for (int i = 0; i < 60; i++) {
      stall += i == 40 ? 150 * MILLI : 0;
      pictures.picture(i * PERIOD + (i == 40 ? 0 : stall), i * PERIOD + stall, MILLI, PERIOD);
      assertThat(pictures.late()).isFalse();
    }
  }

  @Test
  void afterAnInterruptionEverythingBeforeIsForgotten() {
    for (int i = 0; i < 40; i++) {
      pictures.picture(i * PERIOD, i * PERIOD + 20 * MILLI, MILLI, PERIOD);
    }
    long hour = 3_600_000 * MILLI;
    assertThat(pictures.rate(hour, PERIOD)).isZero();
    assertThat(pictures.picture(40 * PERIOD, hour, MILLI, PERIOD)).isFalse();
    assertThat(pictures.late()).isFalse();
    assertThat(pictures.lostShare()).isZero();
    assertThat(pictures.picture(hour + PERIOD, hour + PERIOD, MILLI, PERIOD)).isTrue();
    assertThat(pictures.calm()).isFalse();
  }

  @Test
  void onePictureASecondIsNoInterruption() {
    for (int i = 0; i < 20; i++) {
      assertThat(pictures.picture(i * 1000L * MILLI, i * 1000L * MILLI, MILLI, 1000 * MILLI))
          .isTrue();
    }
    assertThat(pictures.calm()).isTrue();
    assertThat(pictures.rate(19 * 1000 * MILLI, 1000 * MILLI)).isCloseTo(1, within(1e-9));
  }

  @Test
  void aRestartJudgesOnlyWhatComesAfterIt() {
    for (int i = 0; i < 40; i++) {
      pictures.picture(i * PERIOD, i * PERIOD + 20 * MILLI, MILLI, PERIOD);
    }
    pictures.restart(39 * PERIOD + 30 * MILLI);
    assertThat(pictures.late()).isFalse();
    for (int i = 41; i < 60; i++) {
      pictures.picture(i * PERIOD, i * PERIOD, MILLI, PERIOD);
    }
    assertThat(pictures.calm()).isTrue();
  }
}
