package dev.reverie.dream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.ManualClock;
import dev.reverie.dream.engine.EngineCatalogue.Trial;
import dev.reverie.dream.engine.FakeEngines.Fault;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AutoEngineTest {
  private static final EngineChoice COARSE = new EngineChoice("first", Precision.BFLOAT16, 1);
  private static final EngineChoice EXACT = new EngineChoice("first", Precision.FLOAT32, 2);
  private static final EngineChoice SECOND = new EngineChoice("second", Precision.FLOAT32, 2);
  private static final EngineChoice THIRD = new EngineChoice("third", Precision.FLOAT32, 2);

  private final FakeEngines engines =
      new FakeEngines(new ManualClock())
          .with("first", Trial.PROMPT, Precision.BFLOAT16, Precision.FLOAT32)
          .with("second", Trial.WARMS_UP, Precision.FLOAT32)
          .with("third", Trial.NONE, Precision.FLOAT32);
  private final Program program = Dreamnet.embedded().program("eyes");
  private final PlanarImage image = new PlanarImage(32, 16);
  private final List<String> asked = new ArrayList<>();
  private final AutoEngine auto = new AutoEngine(this::rank, engines, null);

  private EngineRanking rank(@Nullable Precision precision, boolean direction) {
    assertThat(direction).isTrue();
    asked.add(precision == null ? "any" : precision.label());
    return new EngineRanking(
        precision == Precision.FLOAT32
            ? List.of(EXACT, SECOND, THIRD)
            : List.of(COARSE, SECOND, THIRD),
        "the test says so",
        List.of(new Timing(COARSE, 2)),
        List.of());
  }

  @AfterEach
  void free() {
    image.close();
  }

  private DreamPlan prepare() {
    return auto.prepare(program, Objective.MEAN, 32, 16);
  }

  @Test
  void onlyTheBestIsOpenedAndSaysWhyItIs() {
    try (DreamPlan plan = prepare()) {
      assertThat(plan.width()).isEqualTo(32);
      assertThat(plan.height()).isEqualTo(16);
      assertThat(plan.step(image, 1, true)).isEqualTo(1);
      assertThat(engines.diary()).containsExactly("open " + COARSE, "prepare first");
      assertThat(auto.name()).isEqualTo("first");
      assertThat(auto.detail()).isEqualTo("a fake first bfloat16 with 1 thread");
      EngineReport report = auto.report();
      assertThat(report.choice()).isEqualTo(COARSE);
      assertThat(report.reason()).isEqualTo("the test says so");
      assertThat(report.timings()).hasSize(1);
      assertThat(report.warnings()).isEmpty();
    }
    assertThat(engines.diary()).containsExactly("free first", "close first");
  }

  @Test
  void whatCannotBeOpenedIsPassedOverForGood() {
    engines.fails("first", Fault.OPEN);
    try (DreamPlan plan = prepare()) {
      assertThat(plan.step(image, 1, true)).isEqualTo(2);
    }
    engines.works("first");
    prepare().close();
    assertThat(engines.diary())
        .containsExactly(
            "open " + COARSE,
            "open " + SECOND,
            "prepare second",
            "free second",
            "close second",
            "open " + SECOND,
            "prepare second",
            "free second",
            "close second");
    assertThat(auto.report().warnings()).containsExactly("first: trouble at OPEN");
    assertThat(auto.detail()).contains("a fake second", "instead of first: trouble at OPEN");
  }

  @Test
  void whatCannotPrepareOnePlanMayPrepareTheNext() {
    engines.fails("first", Fault.PREPARE);
    DreamPlan large = prepare();
    assertThat(auto.name()).isEqualTo("second");
    assertThat(auto.report().warnings()).containsExactly("first: trouble at PREPARE");
    engines.works("first");
    DreamPlan small = prepare();
    assertThat(auto.name()).isEqualTo("first");
    assertThat(auto.report().warnings()).isEmpty();
    large.close();
    small.close();
  }

  @Test
  void aFailureInTheMiddleOfADreamIsSurvivedByTheNextAndTheNextAfterThat() {
    try (DreamPlan plan = prepare();
        PlanarImage gradient = new PlanarImage(32, 16)) {
      plan.step(image, 1, true);
      engines.diary();
      engines.fails("first", Fault.STEP);
      assertThat(plan.step(image, 1, true)).isEqualTo(2);
      assertThat(engines.diary())
          .containsExactly("free first", "close first", "open " + SECOND, "prepare second");
      engines.fails("second", Fault.STEP);
      assertThat(plan.gradient(image, gradient)).isEqualTo(2);
      assertThat(auto.name()).isEqualTo("third");
      assertThat(plan.objective(image)).isEqualTo(2);
      assertThat(auto.report().warnings())
          .containsExactly("first: trouble at STEP", "second: trouble at STEP");
    }
  }

  @Test
  void itFailsOnlyWhenNoneIsLeftAndNamesThemAll() {
    engines.fails("first", Fault.OPEN);
    engines.fails("second", Fault.PREPARE);
    try (DreamPlan plan = prepare()) {
      engines.fails("third", Fault.STEP);
      assertThatThrownBy(() -> plan.step(image, 1, true))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("first: trouble at OPEN")
          .hasMessageContaining("second: trouble at PREPARE")
          .hasMessageContaining("third: trouble at STEP")
          .hasMessageContaining("./reverie doctor");
    }
  }

  @Test
  void badArgumentsAreNobodysFault() {
    assertThatThrownBy(() -> auto.prepare(program, Objective.MEAN, 33, 16))
        .isInstanceOf(IllegalArgumentException.class);
    try (DreamPlan plan = prepare()) {
      assertThatThrownBy(() -> plan.step(image, Double.NaN, true))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(auto.name()).isEqualTo("first");
      assertThat(auto.report().warnings()).isEmpty();
    }
  }

  @Test
  void thePrecisionCanChangeFromPlanToPlan() {
    DreamPlan coarse = prepare();
    DreamPlan exact = auto.prepare(program, Objective.MEAN, 32, 16, Precision.FLOAT32);
    coarse.close();
    assertThat(exact.step(image, 1, true)).isEqualTo(2);
    assertThat(auto.report().choice()).isEqualTo(EXACT);
    DreamPlan again = prepare();
    exact.close();
    again.close();
    assertThat(asked).containsExactly("any", "float32");
    // Opened again when it is needed again: the library's number of threads is set anew.
    assertThat(engines.diary())
        .containsExactly(
            "open " + COARSE,
            "prepare first",
            "open " + EXACT,
            "prepare first",
            "free first",
            "close first",
            "open " + COARSE,
            "prepare first",
            "free first",
            "close first",
            "free first",
            "close first");
  }

  @Test
  void closingItClosesWhatIsOpen() {
    DreamPlan plan = prepare();
    engines.diary();
    auto.close();
    assertThat(engines.diary()).containsExactly("close first");
    plan.close();
    assertThat(engines.diary()).containsExactly("free first");
  }

  @Test
  void aPlanThatIsPreparedAheadIsReportedOnlyWhenItComputes() {
    try (DreamPlan plan = prepare();
        DreamPlan ahead = auto.prepare(program, Objective.MEAN, 32, 16, Precision.FLOAT32)) {
      // Nothing has computed yet: it is the newest plan's.
      assertThat(auto.report().choice()).isEqualTo(EXACT);
      plan.step(image, 1, true);
      assertThat(auto.report().choice()).isEqualTo(COARSE);
      ahead.step(image, 1, true);
      assertThat(auto.report().choice()).isEqualTo(EXACT);
    }
  }

  @Test
  void stepsGoOnAndEnginesAreReplacedWhileAnotherPlanIsPreparedForEver() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (DreamPlan plan = prepare()) {
      engines.whilePreparing(() -> onlyElsewhere(end));
      FutureTask<DreamPlan> ahead = elsewhere(this::prepare);
      assertThat(plan.step(image, 1, true)).isEqualTo(1);
      engines.fails("first", Fault.STEP);
      assertThat(plan.step(image, 1, true)).isEqualTo(2);
      assertThat(auto.name()).isEqualTo("second");
      assertThat(ahead.isDone()).isFalse();
      end.countDown();
      // It comes from the engine that has failed meanwhile, and is replaced when it computes.
      try (DreamPlan late = ahead.get()) {
        assertThat(late.step(image, 1, true)).isEqualTo(2);
      }
    }
    assertThat(engines.diary()).endsWith("free second", "close second").contains("close first");
  }

  @Test
  void anEngineThatPreparesAPlanIsNotClosedWithTheLastOfItsOthers() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    DreamPlan plan = prepare();
    engines.whilePreparing(
        () -> {
          begun.countDown();
          onlyElsewhere(end);
        });
    FutureTask<DreamPlan> ahead = elsewhere(this::prepare);
    begun.await();
    engines.diary();
    plan.close();
    assertThat(engines.diary()).containsExactly("free first");
    end.countDown();
    ahead.get().close();
    assertThat(engines.diary()).containsExactly("prepare first", "free first", "close first");
  }

  @Test
  void enginesAreMeasuredWhileNothingComputes() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AutoEngine measuring =
        new AutoEngine(
            (precision, direction) -> {
              if (precision != null) {
                begun.countDown();
              }
              onlyElsewhere(end);
              return rank(precision, direction);
            },
            engines,
            null);
    try (DreamPlan plan = measuring.prepare(program, Objective.MEAN, 32, 16)) {
      FutureTask<DreamPlan> ahead =
          elsewhere(() -> measuring.prepare(program, Objective.MEAN, 32, 16, Precision.FLOAT32));
      begun.await();
      FutureTask<Double> step = new FutureTask<>(() -> plan.step(image, 1, true));
      Thread stepping = new Thread(step, "stepping");
      stepping.start();
      await().until(() -> stepping.getState() == Thread.State.WAITING);
      assertThat(step.isDone()).isFalse();
      end.countDown();
      assertThat(step.get()).isEqualTo(1);
      ahead.get().close();
    }
  }

  private static <T> FutureTask<T> elsewhere(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "elsewhere");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** Waits, unless the test's own thread is asked to. */
  private static void onlyElsewhere(CountDownLatch end) {
    if (Thread.currentThread().getName().equals("elsewhere")) {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void withoutAnyEngineItSaysSo() {
    AutoEngine none =
        new AutoEngine(
            (precision, direction) ->
                new EngineRanking(List.of(), "", List.of(), List.of("first: no library here")),
            engines,
            null);
    assertThatThrownBy(() -> none.prepare(program, Objective.MEAN, 32, 16))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("first: no library here");
  }
}
