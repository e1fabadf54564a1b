package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fresh machine: no models folder, no camera, nothing downloaded. */
@Timeout(120)
class FirstSecondsTest {
  @TempDir Path cache;

  @Test
  void theDemoSceneDreamsWithTheBuiltInModel() throws Exception {
    try (TestLive live = TestLive.start(cache, Map.of("source", "demo"))) {
      assertThat(live.live.awaitFirstDream(60)).isTrue();
      live.ready();
      try (MjpegStream stream = live.stream();
          Mat first = Look.decode(stream.next())) {
        assertThat(first.cols()).isEqualTo(1280);
        assertThat(first.rows()).isEqualTo(720);
        for (int i = 0; i < 20; i++) {
          stream.next();
        }
        try (Mat later = Look.decode(stream.next())) {
          assertThat(Look.difference(first, later)).as("the picture moves").isGreaterThan(0.2);
        }
      }
      JsonNode state = live.state();
      assertThat(state.at("/model/name").textValue()).isEqualTo("dreamnet");
      assertThat(state.at("/source/kind").textValue()).isEqualTo("demo");
      assertThat(state.at("/sizes/dream").toString()).isEqualTo("[256,144]");
      assertThat(state.get("warnings")).isEmpty();
      assertThat(live.model("vgg16").get("state").textValue()).isEqualTo("downloadable");
      assertThat(live.model("vgg16").get("bytes").longValue()).isEqualTo(58_889_256);
      assertThat(live.model("googlenet").get("state").textValue()).isEqualTo("unavailable");
      assertThat(live.refused("{\"model\":\"googlenet\"}").get("error").textValue())
          .contains("put googlenet.safetensors into the models folder");
      assertThat(cache).isEmptyDirectory();
    }
  }

  @Test
  void thePictureIsPlainAgainWithoutIntensity() throws Exception {
    // A still, so that two pictures differ by the dream alone.
    Path still = cache.resolve("still.png");
    try (Mat picture = Scenes.gradient(320, 240)) {
      Pictures.write(still, picture);
      try (TestLive live = TestLive.start(cache, Map.of("source", still.toString()))) {
        live.ready().dreamOn(10);
        assertThat(distance(live, picture)).isGreaterThan(3);
        live.patch("{\"intensity\":0}");
        TestLive.waiting().until(() -> distance(live, picture) < 2);
        live.patch("{\"intensity\":2}");
        TestLive.waiting().until(() -> distance(live, picture) > 3);
      }
    }
  }

  private static double distance(TestLive live, Mat plain) throws Exception {
    try (MjpegStream stream = live.stream();
        Mat seen = Look.decode(stream.next())) {
      return Look.difference(seen, plain);
    }
  }

  @Test
  void aStateThatIsAskedForWhileReverieStartsIsAnsweredWhenItHasStarted() throws Exception {
    try (TestLive live = TestLive.start(cache, Map.of("source", "demo"))) {
      assertThat(live.state().at("/source/state").textValue()).isIn("connecting", "live");
      assertThat(live.status("/api/layers")).isEqualTo(200);
      assertThat(live.status("/")).isEqualTo(200);
    }
  }
}
