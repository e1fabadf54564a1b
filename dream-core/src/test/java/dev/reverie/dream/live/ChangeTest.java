package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.config.ManualClock;
import dev.reverie.dream.engine.AutoEngine;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineCatalogue.Trial;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.EngineRanking;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.FakeEngines;
import dev.reverie.dream.engine.FakeEngines.Fault;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.live.governor.Governor;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is dreamed, and with what, changes while it is dreamed. */
final class ChangeTest {
  private static final EngineChoice COARSE = new EngineChoice("quick", Precision.BFLOAT16, 1);
  private static final EngineChoice EXACT = new EngineChoice("quick", Precision.FLOAT32, 1);
  private static final EngineChoice OTHER = new EngineChoice("other", Precision.FLOAT32, 1);

  private final LiveTestFeed feed = new LiveTestFeed(64, 48);
  private final ResidualSlot residuals = new ResidualSlot();
  private final DreamModel dreamnet = Dreamnet.embedded();
  private final FakeEngines engines =
      new FakeEngines(new ManualClock())
          .with("quick", Trial.PROMPT, Precision.BFLOAT16, Precision.FLOAT32)
          .with("other", Trial.PROMPT, Precision.FLOAT32);
  private final AutoEngine auto =
      new AutoEngine(
          (precision, direction) ->
              new EngineRanking(
                  precision == Precision.FLOAT32
                      ? List.of(EXACT, OTHER)
                      : List.of(COARSE, EXACT, OTHER),
                  "the test says so",
                  List.of(),
                  List.of()),
          engines,
          null);
  private volatile DreamTarget target =
      new DreamTarget(
          dreamnet,
          "tendrils",
          Controls.defaults().with(Map.of("size", 64, "fps", 60, "octaves", 1)));

  @AfterEach
  void close() {
    residuals.close();
    feed.close();
  }

  private void change(String control, Object value) {
    target =
        new DreamTarget(dreamnet, target.layer(), target.controls().with(Map.of(control, value)));
  }

  private Dreamer dreamer(DreamEngine engine) {
    return new Dreamer(
            feed,
            () -> target,
            () -> engine,
            residuals,
            new Governor(Clock.system()),
            Clock.system(),
            new Random(1))
        .start();
  }

  @Test
  void thePrecisionChangesWithinTheSameDream() {
    feed.show(120, true);
    try (Dreamer dreamer = dreamer(auto)) {
      await().until(() -> COARSE.equals(dreamer.state().engine().choice()));
      change("precision", "float32");
      await().until(() -> EXACT.equals(dreamer.state().engine().choice()));
      change("precision", "auto");
      await().until(() -> COARSE.equals(dreamer.state().engine().choice()));
      assertThat(dreamer.state().problem()).isEmpty();
      assertThat(dreamer.state().engine().reason()).isEqualTo("the test says so");
    }
  }

  @Test
  void anEngineThatFailsWhileItDreamsIsReplacedAndTheDreamGoesOn() {
    feed.show(120, true);
    try (Dreamer dreamer = dreamer(auto)) {
      await().until(() -> residuals.sequence() > 3);
      engines.fails("quick", Fault.STEP);
      await().until(() -> dreamer.state().engine().name().equals("other"));
      long before = residuals.sequence();
      await().until(() -> residuals.sequence() > before + 3);
      assertThat(dreamer.state().problem()).isEmpty();
      assertThat(dreamer.state().engine().warnings()).containsExactly("quick: trouble at STEP");
    }
  }

  @Test
  void theNewPlanIsReadyBeforeTheOldOneIsFreed() {
    try (TickRig dream = new TickRig(auto);
        Mat picture = new Mat(48, 64, opencv_core.CV_8UC3, new Scalar(99, 99, 99, 0))) {
      dream.tick(picture, target);
      engines.diary();
      target = new DreamTarget(dreamnet, "eyes", target.controls());
      assertThat(toldUntilFreed(dream, picture)).containsExactly("prepare quick", "free quick");
      change("size", 128);
      assertThat(toldUntilFreed(dream, picture)).containsExactly("prepare quick", "free quick");
      assertThat(dream.tick(picture, target).width()).isEqualTo(128);
    }
  }

  /** Dreams until a plan is freed; returns what the engines did meanwhile. */
  private List<String> toldUntilFreed(TickRig dream, Mat picture) {
    List<String> told = new ArrayList<>();
    await()
        .pollInSameThread()
        .until(
            () -> {
              dream.tick(picture, target);
              told.addAll(engines.diary());
              return told.stream().anyMatch(line -> line.startsWith("free"));
            });
    return told;
  }

  @Test
  void aTargetThatCannotBeHadLeavesTheOldPlanAsItIs() {
    try (TickRig dream = new TickRig(auto);
        Mat picture = new Mat(48, 64, opencv_core.CV_8UC3, new Scalar(99, 99, 99, 0))) {
      dream.tick(picture, target);
      engines.diary();
      engines.fails("quick", Fault.PREPARE);
      engines.fails("other", Fault.PREPARE);
      DreamTarget impossible = new DreamTarget(dreamnet, "eyes", target.controls());
      await()
          .pollInSameThread()
          .until(
              () -> {
                dream.tick(picture, impossible);
                return !dream.problem().isEmpty();
              });
      assertThat(dream.problem()).contains("trouble at PREPARE");
      engines.diary();
      dream.tick(picture, target);
      assertThat(dream.problem()).isEmpty();
      assertThat(engines.diary()).isEmpty();
    }
  }

  @Test
  void theStateShowsWhyATargetIsNotDreamedWhileTheOldOneIs() {
    feed.show(120, true);
    try (Dreamer dreamer = dreamer(auto)) {
      await().until(() -> residuals.sequence() > 3);
      target = new DreamTarget(dreamnet, "no such mood", target.controls());
      await().until(() -> dreamer.state().problem().contains("no such mood"));
      long before = residuals.sequence();
      await().until(() -> residuals.sequence() > before + 3);
      assertThat(dreamer.state().problem()).contains("no such mood");
      target = new DreamTarget(dreamnet, "eyes", target.controls());
      await().until(() -> dreamer.state().problem().isEmpty());
    }
  }

  @Test
  void whileANewPlanIsPreparedTheOldDreamAndThePicturesGoOn() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch prepared = new CountDownLatch(1);
    AtomicInteger plans = new AtomicInteger();
    CopyOnWriteArrayList<Boolean> dreamed = new CopyOnWriteArrayList<>();
    feed.show(120, true);
    try (Dreamer dreamer =
            new Dreamer(
                feed,
                () -> target,
                () ->
                    new Slow(Engines.open("onednn", Precision.FLOAT32, 1), plans, begun, prepared),
                residuals,
                new Governor(Clock.system()),
                Clock.system(),
                new Random(1));
        Compositor compositor =
            new Compositor(
                feed,
                residuals,
                () -> target.controls(),
                shown -> dreamed.add(shown.dreamed()),
                new Governor(Clock.system()),
                Clock.system())) {
      dreamer.start();
      await().until(() -> residuals.sequence() > 2);
      compositor.start();
      target = new DreamTarget(dreamnet, "eyes", target.controls());
      begun.await();
      long residual = residuals.sequence();
      dreamed.clear();
      await().until(() -> dreamed.size() >= 60 && residuals.sequence() > residual + 30);
      assertThat(dreamed).containsOnly(true);
      assertThat(plans).hasValue(2);
      assertThat(dreamer.state().problem()).isEmpty();
      prepared.countDown();
      long then = residuals.sequence();
      await().until(() -> residuals.sequence() > then + 2);
    } finally {
      prepared.countDown();
    }
  }

  /** Takes for ever to prepare its second plan, until it is told to end. */
  private record Slow(
      DreamEngine engine, AtomicInteger plans, CountDownLatch begun, CountDownLatch prepared)
      implements DreamEngine {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public String detail() {
      return "";
    }

    @Override
    public DreamPlan prepare(Program program, Objective objective, int width, int height) {
      if (plans.incrementAndGet() == 2) {
        begun.countDown();
        try {
          prepared.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return engine.prepare(program, objective, width, height);
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
