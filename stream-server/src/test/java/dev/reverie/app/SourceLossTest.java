package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reverie.config.Clock;
import dev.reverie.config.NetworkCamera;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SourceLossTest {
  @TempDir Path cache;

  @Test
  void aSourceThatIsKilledShowsNoSignalAndIsBackSoonAfterItsReturn() throws Exception {
    int port;
    TestLive started;
    try (NetworkCamera camera = new NetworkCamera(0, List.of(Scenes.jpeg(320, 240)))) {
      port = camera.port();
      started =
          TestLive.start(
              cache,
              Map.of("source", "http://guest:geheim@127.0.0.1:" + port + "/video?token=geheim"));
      started.ready();
    }
    try (TestLive live = started;
        MjpegStream stream = live.stream()) {
      TestLive.waiting()
          .until(() -> live.state().at("/source/state").textValue().equals("no-signal"));
      JsonNode state = live.state();
      assertThat(state.get("warnings")).hasSize(1);
      assertThat(state.at("/warnings/0/code").textValue()).contains("signal");
      assertThat(state.at("/warnings/0/message").textValue()).contains("127.0.0.1:" + port);
      assertThat(state.at("/warnings/0/fix").textValue()).isNotBlank();
      assertThat(state.toString()).as("secrets stay out").doesNotContain("geheim");
      assertThat(live.status("/readyz")).isEqualTo(503);
      assertThat(live.get("/readyz").get("reason").textValue()).contains("no frames");
      for (int i = 0; i < 15; i++) {
        try (Mat picture = Look.decode(stream.next())) {
          assertThat(picture.cols()).isEqualTo(320);
        }
      }

      Clock clock = Clock.system();
      try (NetworkCamera back = new NetworkCamera(port, List.of(Scenes.jpeg(320, 240)))) {
        assertThat(back.port()).isEqualTo(port);
        long from = clock.nanoTime();
        TestLive.waiting().until(() -> live.status("/readyz") == 200);
        assertThat((clock.nanoTime() - from) / 1e9).as("seconds until it is back").isLessThan(5);
        live.dreamOn(3);
        assertThat(live.state().get("warnings")).isEmpty();
        assertThat(live.state().at("/source/reconnects").intValue()).isPositive();
        Look.decode(stream.next()).close();
      }
    }
  }

  @Test
  void aSourceThatWasNeverThereIsWaitedForWithThePageUp() throws Exception {
    int port;
    try (NetworkCamera camera = new NetworkCamera(0, List.of(Scenes.jpeg(320, 240)))) {
      port = camera.port();
    }
    try (TestLive live =
        TestLive.start(cache, Map.of("source", "http://127.0.0.1:" + port + "/video"))) {
      TestLive.waiting()
          .until(() -> live.state().at("/source/state").textValue().equals("no-signal"));
      assertThat(live.status("/readyz")).isEqualTo(503);
      TestLive.waiting().until(() -> live.status("/snapshot.jpg") == 200);
      assertThat(live.live.awaitFirstDream(0)).isFalse();
      try (NetworkCamera camera = new NetworkCamera(port, List.of(Scenes.jpeg(320, 240)))) {
        assertThat(live.live.awaitFirstDream(60)).isTrue();
        assertThat(camera.port()).isEqualTo(port);
        live.ready();
      }
    }
  }
}
