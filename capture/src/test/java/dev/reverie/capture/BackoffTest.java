package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;

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
}
