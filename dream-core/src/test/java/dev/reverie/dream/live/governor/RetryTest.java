package dev.reverie.dream.live.governor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RetryTest {
  private static final long BASE = 8;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Retry retry = new Retry();
  private long now;

  RetryTest() {
    retry.reset(10);
  }

  /**
   * Stands on rung 5 for a while at these costs, tries rung 4, and takes it back after a second.
   */
  private void failedTry(double perWork, double perPicture) {
    stand(10, 5, perWork, perPicture);
    retry.climbed(now, 4);
    stand(1, 4, perWork, perPicture);
    assertThat(retry.fell(now)).isTrue();
    retry.stood(now);
  }

  private void stand(int seconds, int rung, double perWork, double perPicture) {
    retry.stood(now);
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      retry.review(now, rung, perWork, perPicture);
    }
  }

  @Test
  void everyFailureMakesTheWaitForThatRungLongerUpToALimit() {
    assertThat(retry.patience(4, BASE * SECOND)).isEqualTo(BASE * SECOND);
    failedTry(1, 1);
    assertThat(retry.patience(4, BASE * SECOND)).isEqualTo(4 * BASE * SECOND);
    assertThat(retry.patience(3, BASE * SECOND)).isEqualTo(BASE * SECOND);
    failedTry(1, 1);
    assertThat(retry.patience(4, BASE * SECOND)).isEqualTo(16 * BASE * SECOND);
    for (int i = 0; i < 40; i++) {
      failedTry(1, 1);
    }
    assertThat(retry.patience(4, BASE * SECOND)).isEqualTo(TimeUnit.MINUTES.toNanos(8));
  }

  @Test
  void aFallLongAfterATryIsNotItsFault() {
    retry.climbed(now, 4);
    stand(130, 4, 1, 1);
    assertThat(retry.fell(now)).isFalse();
    assertThat(retry.patience(4, BASE)).isEqualTo(BASE);
  }

  @Test
  void aTryThatLastsForgivesTheEarlierFailure() {
    failedTry(1, 1);
    stand(40, 5, 1, 1);
    retry.climbed(now, 4);
    stand(15, 4, 1, 1);
    assertThat(retry.patience(4, BASE)).isGreaterThan(BASE);
    stand(10, 4, 1, 1);
    assertThat(retry.patience(4, BASE)).isEqualTo(BASE);
  }

  @Test
  void aMachineThatGotFasterIsTriedAgainSoon() {
    failedTry(1, 1);
    stand(9, 5, 1, 0.9);
    assertThat(retry.patience(4, BASE)).isGreaterThan(BASE);
    stand(9, 5, 0.7, 1);
    assertThat(retry.patience(4, BASE)).isEqualTo(BASE);
    failedTry(1, 1);
    stand(9, 5, 1, 0.7);
    assertThat(retry.patience(4, BASE)).isEqualTo(BASE);
  }

  @Test
  void costsOfAnotherRungAreNotCompared() {
    failedTry(1, 1);
    stand(20, 6, 0.5, 0.5);
    assertThat(retry.patience(4, BASE)).isGreaterThan(BASE);
  }

  @Test
  void afterLongCalmAllIsForgiven() {
    failedTry(1, 1);
    stand(15 * 60 + 1, 5, 1, 1);
    assertThat(retry.patience(4, BASE)).isEqualTo(BASE);
  }
}
