package dev.reverie.dream.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.config.ManualClock;
import dev.reverie.dream.engine.EngineCatalogue.Trial;
import dev.reverie.dream.engine.FakeEngines.Fault;
import dev.reverie.dream.network.Program;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class EngineProbeTest {
  private static final EngineChoice ONE = new EngineChoice("prompt", Precision.FLOAT32, 1);
  private static final EngineChoice TWO = new EngineChoice("prompt", Precision.FLOAT32, 2);
  private static final EngineChoice JAVA = new EngineChoice("java", Precision.FLOAT32, 2);

  private final ManualClock clock = new ManualClock();
  private final FakeEngines engines =
      new FakeEngines(clock)
          .with("prompt", Trial.PROMPT, Precision.FLOAT32)
          .with("java", Trial.WARMS_UP, Precision.FLOAT32);
  private final EngineProbe probe = new EngineProbe(engines, clock);

  private EngineProbe.Outcome measure(boolean shared) {
    return probe.measure(List.of(ONE, TWO, JAVA), shared, true);
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
  }

  @Test
  void aloneTheFastestStepCounts() {
    engines.takes(ONE, 8, 9).takes(TWO, 5, 99).takes(JAVA, 6, 6);
    EngineProbe.Outcome outcome = measure(false);
    assertThat(outcome.timings())
        .containsExactly(new Timing(TWO, 5), new Timing(JAVA, 6), new Timing(ONE, 8));
    assertThat(outcome.complete()).isTrue();
  }

  @Test
  void sharedWhatCountsIsTheStepBesideABusyThread() {
    engines.takes(ONE, 8, 9).takes(TWO, 5, 60).takes(JAVA, 6, 7);
    assertThat(measure(true).timings())
        .containsExactly(new Timing(JAVA, 7), new Timing(ONE, 9), new Timing(TWO, 60));
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("reverie-probe-busy"));
  }

  @Test
  void whatIsDifferentiatedIsMeasuredForItself() {
    EngineProbe.Outcome outcome = probe.measure(List.of(ONE), false, false);
    assertThat(outcome.timings()).hasSize(1);
    Program program = ProbeSubject.GRADIENT.program();
    assertThat(program.direction()).isFalse();
    assertThat(program.output()).isEqualTo("block2_pool");
    assertThat(ProbeSubject.DIRECTION.program().direction()).isTrue();
  }

  @Test
  void figuresThatSettleSpareTheRestOfTheSecond() {
    engines.takes(ONE, 2, 2).takes(TWO, 1, 1).takes(JAVA, 3, 3);
    measure(false);
    assertThat(millis()).isLessThan(150);
  }

  @Test
  void aSecondIsEnoughHoweverSlowTheyAre() {
    engines.takes(ONE, 90, 300).takes(TWO, 90, 300).takes(JAVA, 90, 300);
    EngineProbe.Outcome outcome = measure(true);
    // A step that has begun is waited for, and the busy ones take 300.
    assertThat(millis()).isLessThan(1000 + 90 + 300);
    assertThat(outcome.timings()).extracting(Timing::choice).contains(ONE);
  }

  @Test
  void whatHadNoTimeToWarmUpHasNoFigureAndMayHaveOneAnotherDay() {
    engines.takes(ONE, 40, 40).takes(TWO, 40, 40).takes(JAVA, 90, 90);
    EngineProbe.Outcome outcome = measure(false);
    assertThat(outcome.timings()).extracting(Timing::choice).containsOnly(ONE, TWO);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.complete()).isFalse();
  }

  @Test
  void whatIsFarTooSlowIsGivenUpAfterTwoSteps() {
    engines.takes(ONE, 1, 1).takes(TWO, 1, 1).takes(JAVA, 120, 120);
    EngineProbe.Outcome outcome = measure(false);
    assertThat(outcome.failed()).containsExactly(JAVA);
    assertThat(outcome.complete()).isTrue();
    assertThat(millis()).isLessThan(300);
  }

  @Test
  void whatFailsIsNamedAndTheOthersAreMeasured() {
    engines.takes(ONE, 8, 9).takes(TWO, 5, 60).takes(JAVA, 6, 7);
    for (Fault fault : List.of(Fault.OPEN, Fault.PREPARE, Fault.STEP)) {
      engines.fails("java", fault);
      EngineProbe.Outcome outcome = measure(false);
      assertThat(outcome.timings()).extracting(Timing::choice).containsExactly(TWO, ONE);
      assertThat(outcome.failed()).containsExactly(JAVA);
      assertThat(outcome.problems()).containsExactly("java: trouble at " + fault);
    }
  }

  @Test
  void everythingThatIsOpenedIsClosed() {
    engines.fails("java", Fault.STEP);
    measure(false);
    List<String> diary = engines.diary();
    assertThat(diary.stream().filter(line -> line.startsWith("open")))
        .hasSameSizeAs(diary.stream().filter(line -> line.startsWith("close")).toList());
    assertThat(diary.stream().filter(line -> line.startsWith("prepare")))
        .hasSameSizeAs(diary.stream().filter(line -> line.startsWith("free")).toList());
  }

  @Test
  void whoIsToldToEndMeasuresNoFurther() {
    Thread.currentThread().interrupt();
    EngineProbe.Outcome outcome = measure(false);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome.timings()).isEmpty();
    assertThat(outcome.complete()).isFalse();
  }
}
