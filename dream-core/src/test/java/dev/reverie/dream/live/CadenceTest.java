package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CadenceTest {
  private static final long PERIOD = 32_000;

  private final Cadence cadence = new Cadence(0);

  @Test
  void aSourceOfTheSameRateSetsTheBeatWithinAFewPictures() {
    long frame = 20_000;
    long now = 0;
    long age = 0;
    for (int picture = 0; picture < 40; picture++) {
      now = Math.max(now, cadence.wake(PERIOD));
      long next = frame + PERIOD;
      boolean waiting = next > now && next <= now + cadence.patience(now, PERIOD);
      if (waiting) {
        now = next;
      }
      long arrived = Math.floorDiv(now - 20_000, PERIOD) * PERIOD + 20_000;
      long frames = (arrived - frame) / PERIOD;
      frame = arrived;
      age = now - frame;
      cadence.left(now, PERIOD, frames, waiting);
    }
    assertThat(age).isZero();
  }

  @Test
  void aFasterSourceDoesNotRaiseTheRate() {
    long now = 0;
    for (int picture = 0; picture < 100; picture++) {
      now = Math.max(now, cadence.wake(PERIOD));
      cadence.left(now, PERIOD, 2, false);
    }
    assertThat(now / 99).isBetween(PERIOD - PERIOD / 50, PERIOD + PERIOD / 50);
  }

  @Test
  void aSilentSourceDoesNotLowerTheRate() {
    long now = 0;
    for (int picture = 0; picture < 100; picture++) {
      now = Math.max(now, cadence.wake(PERIOD));
      now += cadence.patience(now, PERIOD);
      cadence.left(now, PERIOD, 0, false);
    }
    assertThat(now / 99).isBetween(PERIOD - PERIOD / 50, PERIOD + PERIOD / 50);
  }

  @Test
  void afterAStallItDoesNotHurry() {
    cadence.left(0, PERIOD, 1, true);
    cadence.left(50 * PERIOD, PERIOD, 1, false);
    assertThat(cadence.wake(PERIOD)).isGreaterThan(49 * PERIOD);
  }
}
