package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A video's time begins at nothing, always grows, and beats like the camera. */
class FrameTimesTest {
  private static final long PERIOD = 33_333_333;
  private final FrameTimes times = new FrameTimes();

  @Test
  void aSteadyCameraIsSteadyHoweverUnevenlyItsPicturesAreFinished() {
    Random random = new Random(1);
    long before = 0;
    for (int i = 0; i < 300; i++) {
      long captured = 5_000_000_000L + i * PERIOD;
      long took = 20_000_000L + random.nextInt(8_000_000);
      long time = times.next(new FrameMailbox.Times(captured, captured + took));
      if (i > 0) {
        assertThat(time - before).isCloseTo(PERIOD, within(600_000L));
      }
      before = time;
    }
  }

  @Test
  void aFrameShownAgainTakesTheTimeAtWhichItWasFinished() {
    assertThat(times.next(new FrameMailbox.Times(100, 200))).isZero();
    assertThat(times.next(new FrameMailbox.Times(100, 200 + PERIOD))).isEqualTo(PERIOD);
    assertThat(times.next(new FrameMailbox.Times(100, 200 + 2 * PERIOD))).isEqualTo(2 * PERIOD);
  }

  @Test
  void aTimeIsNeverTwiceTheSameNorEarlier() {
    times.next(new FrameMailbox.Times(1_000_000_000, 1_000_000_000));
    long first = times.next(new FrameMailbox.Times(1_100_000_000, 1_100_000_000));
    long second = times.next(new FrameMailbox.Times(900_000_000, 1_100_000_001));
    long third = times.next(new FrameMailbox.Times(900_000_000, 1_100_000_002));
    assertThat(second).isEqualTo(first + 1_000_000);
    assertThat(third).isEqualTo(second + 1_000_000);
  }
}
