package dev.reverie.dream.engine.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyItemOfEveryTaskIsDoneExactlyOnceBeforeRunReturns(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int round = 0; round < 20_000; round++) {
        int items = 1 + round % 37;
        AtomicIntegerArray times = new AtomicIntegerArray(items);

        workers.run((item, worker) -> times.incrementAndGet(item), items);

        for (int i = 0; i < items; i++) {
          assertThat(times.get(i)).as("round %d, item %d of %d", round, i, items).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void whatAWorkerWroteIsSeenByTheNextTask() {
    try (Workers workers = new Workers(3)) {
      long[] plain = new long[64];
      long[] mirror = new long[plain.length];
      for (int round = 1; round <= 5_000; round++) {
        workers.run((item, worker) -> plain[item]++, plain.length);
        // Each worker reads what, most likely, another one wrote.
        workers.run((item, worker) -> mirror[item] = plain[plain.length - 1 - item], plain.length);
        assertThat(mirror).containsOnly(round);
      }
      assertThat(plain).containsOnly(5_000);
    }
  }

  @Test
  void workersHaveNumbersOfTheirOwnForTheirScratchMemory() {
    try (Workers workers = new Workers(4)) {
      AtomicIntegerArray busy = new AtomicIntegerArray(4);
      AtomicLong clashes = new AtomicLong();
      for (int round = 0; round < 2_000; round++) {
        workers.run(
            (item, worker) -> {
              if (busy.incrementAndGet(worker) != 1) {
                clashes.incrementAndGet();
              }
              busy.decrementAndGet(worker);
            },
            16);
      }
      assertThat(clashes).hasValue(0);
    }
  }

  @Test
  void aFailureReachesTheCallerAndTheNextTaskRuns() {
    try (Workers workers = new Workers(2)) {
      Workers.Task failing =
          (item, worker) -> {
            if (item == 3) {
              throw new IllegalArgumentException("item three");
            }
          };
      assertThatThrownBy(() -> workers.run(failing, 8)).hasRootCauseMessage("item three");

      AtomicLong done = new AtomicLong();
      workers.run((item, worker) -> done.incrementAndGet(), 8);
      assertThat(done).hasValue(8);
    }
  }

  @Test
  void closingEndsTheThreads() {
    Workers workers = new Workers(3);
    workers.run((item, worker) -> {}, 3);
    long before = alive();
    assertThat(before).isGreaterThanOrEqualTo(2);

    workers.close();

    await().until(() -> alive() <= before - 2);
  }

  private static long alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("dream-winograd-"))
        .count();
  }
}
