package dev.reverie.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private static long[] every(long interval, long from, long to) {
    return LongStream.iterate(from, t -> t < to, t -> t + interval).toArray();
  }

  @Test
  void anEvenPaceIsTheSameInEverySecond() {
    Pace pace = Pace.of(every(SECOND / 50, 0, 10 * SECOND), 0, 10 * SECOND);
    assertThat(pace.count()).isEqualTo(500);
    assertThat(pace.perSecond()).isEqualTo(50);
    assertThat(pace.worstSecond()).isEqualTo(50);
    assertThat(pace.worstAnySecond()).isEqualTo(50);
    assertThat(pace.longestGapMs()).isEqualTo(20);
  }

  @Test
  void aGapAcrossTwoSecondsShowsWhereTheSecondsBeginAnywhere() {
    // Silence from 1.75 s to 2.25 s: a quarter of two whole seconds, half of one between them.
    long[] moments =
        Arrays.stream(every(SECOND / 50, 0, 4 * SECOND))
            .filter(t -> t <= 1_750 * MILLI || t >= 2_250 * MILLI)
            .toArray();
    Pace pace = Pace.of(moments, 0, 4 * SECOND);
    assertThat(pace.worstSecond()).isEqualTo(37);
    assertThat(pace.worstAnySecond()).isLessThanOrEqualTo(26);
    assertThat(pace.longestGapMs()).isBetween(500.0, 520.0);
  }

  @Test
  void whatHappenedOutsideTheSpanDoesNotCount() {
    long[] moments = {0, SECOND - 1, SECOND, 2 * SECOND - 1, 2 * SECOND, 3 * SECOND};
    Pace pace = Pace.of(moments, SECOND, 2 * SECOND);
    assertThat(pace.count()).isEqualTo(2);
    assertThat(pace.perSecond()).isEqualTo(2);
  }

  @Test
  void theSpansEndsAreGapsToo() {
    Pace early = Pace.of(new long[] {100 * MILLI}, 0, 2 * SECOND);
    assertThat(early.longestGapMs()).isEqualTo(1900);
    Pace late = Pace.of(new long[] {1_700 * MILLI}, 0, 2 * SECOND);
    assertThat(late.longestGapMs()).isEqualTo(1700);
  }

  @Test
  void nothingAtAllIsZeroEverywhere() {
    Pace pace = Pace.of(new long[0], 5 * SECOND, 8 * SECOND);
    assertThat(pace).isEqualTo(new Pace(0, 0, 0, 0, 3000));
  }

  @Test
  void theRestAfterTheLastWholeSecondIsNoSecond() {
    Pace pace = Pace.of(every(SECOND / 10, 0, 2 * SECOND), 0, 2 * SECOND + SECOND / 2);
    assertThat(pace.worstSecond()).isEqualTo(10);
    // But a second that begins at 1.5 s does not know where whole seconds end.
    assertThat(pace.worstAnySecond()).isEqualTo(5);
  }

  @Test
  void theWorstSecondIsWhatCountingOneByOneFinds() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      long[] moments =
          random.longs(1 + random.nextInt(60), 0, 4_000).sorted().map(t -> t * MILLI).toArray();
      Pace pace = Pace.of(moments, 200 * MILLI, 3_700 * MILLI);
      int worst = Integer.MAX_VALUE;
      for (long begin = 200; begin <= 2_700; begin++) {
        long start = begin * MILLI;
        worst =
            Math.min(
                worst,
                (int) Arrays.stream(moments).filter(t -> t >= start && t < start + SECOND).count());
        long after = start + 1;
        if (after + SECOND <= 3_700 * MILLI) {
          worst =
              Math.min(
                  worst,
                  (int)
                      Arrays.stream(moments).filter(t -> t >= after && t < after + SECOND).count());
        }
      }
      assertThat(pace.worstAnySecond()).isEqualTo(worst);
    }
  }

  @Test
  void lessThanASecondIsRefused() {
    assertThatThrownBy(() -> Pace.of(new long[0], 0, SECOND - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void momentsKeepWhatTheyAreToldAndComplainWhenThereWasMore() {
    Moments moments = new Moments(3);
    moments.add(1);
    moments.add(2 * SECOND);
    moments.add(3 * SECOND);
    assertThat(moments.pace(0, 4 * SECOND).perSecond()).isCloseTo(0.75, within(1e-12));
    moments.add(4 * SECOND);
    assertThatThrownBy(() -> moments.pace(0, 4 * SECOND))
        .isInstanceOf(MeasureException.class)
        .hasMessageContaining("more than 3")
        .hasMessageContaining("fewer seconds");
  }
}
