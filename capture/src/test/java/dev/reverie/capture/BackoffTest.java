package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long MILLI = 1_000_000L;

  @Test
  void waitsDoubleUpToTheCapAndStartOverAfterAReset() {
    Backoff backoff = new Backoff();
    assertThat(LongStream.range(0, 6).map(i -> backoff.next() / MILLI))
        .containsExactly(250L, 500L, 1000L, 1500L, 1500L, 1500L);
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(250 * MILLI);
  }

  @Test
  void aRateIsMeasuredOverTheLastTwoSecondsAndFallsWhenNothingComes() {
    RateMeter meter = new RateMeter();
    assertThat(meter.perSecond(0)).isZero();
    for (int i = 0; i < 300; i++) {
      meter.mark(10 * MILLI * i);
    }
    long last = 2990 * MILLI;
    assertThat(meter.perSecond(last)).isCloseTo(100, within(0.5));
    assertThat(meter.perSecond(last + 1000 * MILLI)).isBetween(40.0, 70.0);
    assertThat(meter.perSecond(last + 5000 * MILLI)).isZero();
    meter.clear();
    assertThat(meter.perSecond(last)).isZero();
  }
}
