package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Precision;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which engine dreams live, and in which numbers. */
@Timeout(180)
class EngineTest {
  private static final Map<String, String> AUTO =
      Map.of("source", "demo", "engine", "auto", "precision", "auto", "threads", "0");

  @TempDir Path cache;

  @Test
  void theFirstStartMeasuresAndTheNextRemembers() throws Exception {
    try (TestLive live = TestLive.start(cache, AUTO)) {
      live.ready();
      JsonNode engine = live.state().get("engine");
      assertThat(engine.get("name").textValue()).isIn(new Engines().names());
      assertThat(engine.get("threads").intValue()).isPositive();
      assertThat(engine.get("detail").textValue()).contains(engine.get("precision").textValue());
      assertThat(engine.get("reason").textValue()).contains("beside a busy thread");
      assertThat(engine.get("measured")).isNotEmpty();
      assertThat(engine.at("/measured/0/engine")).isEqualTo(engine.get("name"));
      assertThat(engine.at("/measured/0/precision")).isEqualTo(engine.get("precision"));
      assertThat(engine.at("/measured/0/threads")).isEqualTo(engine.get("threads"));
      assertThat(engine.at("/measured/0/ms").doubleValue()).isPositive();
      assertThat(live.state().get("warnings")).isEmpty();
    }
    assumeTrue(cache.resolve("engines.json").toFile().isFile(), "there was no time to measure all");
    try (TestLive live = TestLive.start(cache, AUTO)) {
      live.ready();
      assertThat(live.state().at("/engine/reason").textValue()).contains("remembered");
    }
  }

  @Test
  void thePrecisionIsALiveControl() throws Exception {
    assumeTrue(new Engines().precisions("onednn").contains(Precision.BFLOAT16), "no AMX here");
    try (TestLive live = TestLive.start(cache, Map.of("source", "demo", "precision", "auto"))) {
      live.ready();
      assertThat(live.state().at("/engine/precision").textValue()).isEqualTo("bfloat16");
      assertThat(live.patch("{\"precision\":\"float32\"}").get("precision").textValue())
          .isEqualTo("float32");
      TestLive.waiting()
          .until(() -> live.state().at("/engine/precision").textValue().equals("float32"));
      live.patch("{\"precision\":\"bfloat16\"}");
      TestLive.waiting()
          .until(() -> live.state().at("/engine/precision").textValue().equals("bfloat16"));
      live.dreamOn(5);
      assertThat(live.state().get("warnings")).isEmpty();
    }
  }

  @Test
  void aPrecisionThatTheEngineDoesNotHaveIsRefusedAndNothingChanges() throws Exception {
    try (TestLive live = TestLive.start(cache, Map.of("source", "demo", "engine", "winograd"))) {
      live.ready();
      assertThat(live.refused("{\"precision\":\"bfloat16\",\"steps\":2}").get("error").textValue())
          .contains("bfloat16", "winograd computes in float32 alone");
      assertThat(live.controls().get("precision").textValue()).isEqualTo("float32");
      assertThat(live.controls().get("steps").intValue()).isEqualTo(1);
      assertThat(live.state().at("/engine/name").textValue()).isEqualTo("winograd");
      live.dreamOn(2);
    }
  }
}
