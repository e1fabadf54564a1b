package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClockTest {
  private static final long MILLI = 1_000_000;

  @Test
  void theSystemClockSleepsUntilTheDeadlineAndNotLess() throws InterruptedException {
    Clock clock = Clock.system();
    long deadline = clock.nanoTime() + 20 * MILLI;
    clock.sleepUntil(deadline);
    assertThat(clock.nanoTime() - deadline).isNotNegative();
  }

  @Test
  void aDeadlineThatHasPassedReturnsAtOnce() throws InterruptedException {
    Clock clock = Clock.system();
    clock.sleepUntil(clock.nanoTime() - 1);
    clock.sleep(0);
    clock.sleep(-5);
  }

  @Test
  void anInterruptedThreadDoesNotSleepAtAll() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Clock.system().sleep(Long.MAX_VALUE / 2))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new ManualClock().sleep(1)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void anInterruptEndsTheSleep() throws InterruptedException {
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread sleeper =
        new Thread(
            () -> {
              try {
                Clock.system().sleep(Duration.ofHours(1).toNanos());
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            },
            "sleeper");
    sleeper.start();
    await().until(() -> sleeper.getState() == Thread.State.TIMED_WAITING);
    sleeper.interrupt();
    sleeper.join();
    assertThat(interrupted).isTrue();
  }

  @Test
  void theManualClockMovesOnlyWhenTold() throws InterruptedException {
    ManualClock clock = new ManualClock();
    assertThat(clock.nanoTime()).isZero();
    clock.advance(5);
    clock.sleepUntil(3);
    assertThat(clock.nanoTime()).isEqualTo(5);
    clock.sleep(10);
    assertThat(clock.nanoTime()).isEqualTo(15);
  }
}
