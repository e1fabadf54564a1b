package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RateMeterTest {
  private static final long MILLI = 1_000_000;

  private final ManualClock clock = new ManualClock();
  private final RateMeter meter = new RateMeter(clock);

  @Test
  void aSteadyStreamIsCountedPerSecond() {
    for (int i = 0; i < 100; i++) {
      meter.mark();
      clock.advance(40 * MILLI);
    }
    assertThat(meter.perSecond()).isCloseTo(25, within(0.6));
    assertThat(meter.total()).isEqualTo(100);
  }

  @Test
  void eventsInBulkCountOneByOne() {
    for (int i = 0; i < 10; i++) {
      clock.advance(100 * MILLI);
      meter.mark(5);
    }
    assertThat(meter.perSecond()).isCloseTo(50, within(0.1));
  }

  @Test
  void nothingAndASingleEventHaveNoRate() {
    assertThat(meter.perSecond()).isZero();
    meter.mark();
    assertThat(meter.perSecond()).isZero();
  }

  @Test
  void silenceLowersTheRateAtOnceAndEndsItAfterTwoSeconds() {
    for (int i = 0; i < 60; i++) {
      clock.advance(33 * MILLI);
      meter.mark();
    }
    double before = meter.perSecond();
    clock.advance(1000 * MILLI);
    assertThat(meter.perSecond()).isLessThan(0.9 * before);
    clock.advance(2001 * MILLI);
    assertThat(meter.perSecond()).isZero();
  }

  @Test
  void aFasterStreamThanTheMemoryHoldsIsStillCountedRight() {
    for (int i = 0; i < 5000; i++) {
      clock.advance(MILLI);
      meter.mark();
    }
    assertThat(meter.perSecond()).isCloseTo(1000, within(5.0));
  }

  @Test
  void aRestartForgetsTheRateButNotTheCount() {
    meter.mark();
    clock.advance(MILLI);
    meter.mark();
    meter.restart();
    assertThat(meter.perSecond()).isZero();
    assertThat(meter.total()).isEqualTo(2);
  }
}
