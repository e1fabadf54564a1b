package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.live.governor.Governor;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Dreamnet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DreamerTest {
  private final LiveTestFeed feed = new LiveTestFeed(64, 48);
  private final ResidualSlot residuals = new ResidualSlot();
  private final DreamModel dreamnet = Dreamnet.embedded();
  private volatile DreamTarget target =
      new DreamTarget(
          dreamnet, "tendrils", Controls.defaults().with(Map.of("size", 64, "fps", 60)));

  @AfterEach
  void close() {
    residuals.close();
    feed.close();
  }

  private Dreamer dreamer(Supplier<DreamEngine> engines) {
    return new Dreamer(
            feed,
            () -> target,
            engines,
            residuals,
            new Governor(Clock.system()),
            Clock.system(),
            new Random(1))
        .start();
  }

  @Test
  void itDreamsOnWhatItSeesAndSaysHowFast() {
    feed.show(120, true);
    try (Dreamer dreamer = dreamer(() -> Engines.open("onednn", Precision.FLOAT32, 1))) {
      await().until(() -> residuals.sequence() > 5);
      await().until(() -> dreamer.state().ticksPerSecond() > 0);
      DreamerState state = dreamer.state();
      assertThat(state.engine().name()).isEqualTo("onednn");
      assertThat(state.problem()).isEmpty();
      assertThat(state.width()).isEqualTo(64);
      assertThat(state.height()).isEqualTo(48);
      assertThat(state.stepsPerSecond()).isPositive();
    }
  }

  @Test
  void itWaitsForASignal() {
    feed.show(20, false);
    try (Dreamer dreamer = dreamer(() -> Engines.open("onednn", Precision.FLOAT32, 1))) {
      await().during(Duration.ofMillis(600)).until(() -> residuals.sequence() == 0);
      feed.show(120, true);
      await().until(() -> residuals.sequence() > 0);
      assertThat(dreamer.state().ticks()).isPositive();
    }
  }

  @Test
  void anEngineThatCannotBeHadIsReportedAndTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    feed.show(120, true);
    try (Dreamer dreamer =
        dreamer(
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new EngineException("nd4j: no library today", new UnsatisfiedLinkError());
              }
              return Engines.open("onednn", Precision.FLOAT32, 1);
            })) {
      await().until(() -> dreamer.state().problem().equals("nd4j: no library today"));
      await().until(() -> residuals.sequence() > 0);
      await().until(() -> dreamer.state().problem().isEmpty());
      assertThat(attempts).hasValue(2);
    }
  }

  @Test
  void aLayerThatFailsIsReportedAndTheNextOneDreams() {
    feed.show(120, true);
    DreamTarget good = target;
    target = new DreamTarget(dreamnet, "no such mood", good.controls());
    try (Dreamer dreamer = dreamer(() -> Engines.open("onednn", Precision.FLOAT32, 1))) {
      await().until(() -> dreamer.state().problem().contains("no such mood"));
      target = good;
      await().until(() -> residuals.sequence() > 0);
    }
  }

  @Test
  void everyControlCanChangeWhileItDreams() {
    feed.show(120, true);
    try (Dreamer dreamer = dreamer(() -> Engines.open("onednn", Precision.FLOAT32, 1))) {
      await().until(() -> residuals.sequence() > 0);
      for (Map<String, Object> change :
          List.<Map<String, Object>>of(
              Map.of("size", 128),
              Map.of("size", 64, "octaves", 6),
              Map.of("octaves", 1, "steps", 3),
              Map.of("steps", 1, "jitter", 0),
              Map.of("normalize", false, "step", 100000),
              Map.of("normalize", true, "step", 0),
              Map.of("decay", 0, "step", 3))) {
        target = new DreamTarget(dreamnet, "eyes", target.controls().with(change));
        long before = residuals.sequence();
        await().until(() -> residuals.sequence() > before + 2);
      }
      assertThat(dreamer.state().problem()).isEmpty();
    }
  }

  @Test
  void itStopsWhenClosedWhateverItIsDoing() {
    feed.show(120, true);
    target =
        new DreamTarget(dreamnet, "eyes", target.controls().with(Map.of("steps", 20, "size", 512)));
    Dreamer dreamer = dreamer(() -> Engines.open("onednn", Precision.FLOAT32, 1));
    await().until(() -> residuals.sequence() > 0);
    dreamer.close();
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("reverie-dreamer") && thread.isAlive()))
        .isEmpty();
  }
}
