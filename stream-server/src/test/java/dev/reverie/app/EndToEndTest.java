package dev.reverie.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reverie.config.SharedFiles;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real person, real VGG16 weights, a real server: the whole way of a frame. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one feed for all; each test sets its controls
class EndToEndTest {
  private static final String BASE =
      "{\"model\":\"vgg16\",\"layer\":\"block3_pool\",\"objective\":\"mean\",\"channel\":0,"
          + "\"intensity\":1,\"size\":192,\"octaves\":2,\"steps\":1,\"fps\":30,\"jpegQuality\":85}";

  private Path clip = Path.of("");
  private Path models = Path.of("");
  private final List<Mat> clipFrames = new ArrayList<>();
  private @Nullable TestLive started;

  @BeforeAll
  void start(@TempDir Path cache) throws Exception {
    clip = SharedFiles.path("media/person-640x480-30fps.mkv");
    models = SharedFiles.path("models");
    started =
        TestLive.start(
            cache,
            Map.of("source", clip.toString(), "models-dir", models.toString(), "model", "vgg16"));
    live().ready();
  }

  private TestLive live() {
    return requireNonNull(started);
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
    clipFrames.forEach(Mat::close);
  }

  @BeforeEach
  void settle() throws Exception {
    live().patch(BASE);
  }

  @Test
  void itWasNotReadyBeforeTheFirstDreamAndIsAfterIt() throws Exception {
    assertThat(live().firstReadiness()).isEqualTo(503);
    assertThat(live().get("/readyz").get("ready").booleanValue()).isTrue();
    assertThat(live().get("/readyz").get("reason").textValue()).isEmpty();
    assertThat(live().status("/healthz")).isEqualTo(200);
  }

  @Test
  void sixtyConsecutivePicturesAreWholeAndOfTheSourcesSize() throws Exception {
    try (MjpegStream stream = live().stream()) {
      for (int i = 0; i < 60; i++) {
        try (Mat picture = Look.decode(stream.next())) {
          assertThat(picture.cols()).isEqualTo(640);
          assertThat(picture.rows()).isEqualTo(480);
        }
      }
    }
  }

  @Test
  void theDreamShowsInThePictureAndInTheLayerAndIntensityZeroTakesItAway() throws Exception {
    live().dreamOn(15);
    List<Mat> dreamed = watch(6);
    live().patch("{\"intensity\":0}");
    TestLive.waiting().until(() -> distanceToTheClip(watch(1)) < 3);
    List<Mat> plain = watch(6);

    assertThat(distanceToTheClip(plain)).as("plain pictures are the clip's").isLessThan(3);
    assertThat(distanceToTheClip(dreamed)).as("dreamed ones are not").isGreaterThan(6);
    assertThat(activation(dreamed))
        .as("mean activation of block3_pool")
        .isGreaterThan(1.5 * activation(plain));

    live().patch("{\"intensity\":1}");
    TestLive.waiting().until(() -> distanceToTheClip(watch(1)) > 6);
    dreamed.forEach(Mat::close);
    plain.forEach(Mat::close);
  }

  private List<Mat> watch(int pictures) throws IOException, InterruptedException {
    List<Mat> seen = new ArrayList<>();
    try (MjpegStream stream = live().stream()) {
      while (seen.size() < pictures) {
        seen.add(Look.decode(stream.next()));
        for (int skipped = 0; skipped < 4; skipped++) {
          stream.next();
        }
      }
    }
    return seen;
  }

  /** How far pictures are from the frame of the clip that each is nearest to, on average. */
  private double distanceToTheClip(List<Mat> pictures) throws IOException {
    double sum = 0;
    for (Mat picture : pictures) {
      double least = Double.MAX_VALUE;
      try (Mat small = Look.shrunk(picture, 160, 120)) {
        for (Mat frame : frames()) {
          least = Math.min(least, Look.difference(small, frame));
        }
      }
      sum += least;
    }
    return sum / pictures.size();
  }

  private List<Mat> frames() throws IOException {
    if (clipFrames.isEmpty()) {
      clipFrames.addAll(Look.clip(clip, 160, 120));
    }
    return clipFrames;
  }

  /** The objective itself, computed apart from the feed. */
  private double activation(List<Mat> pictures) {
    DreamModel vgg16 =
        DreamModels.of(
            "vgg16", new ModelFiles(ModelCatalogue.standard(), models, models).load("vgg16"));
    double sum = 0;
    try (DreamEngine engine = Engines.open("onednn", Precision.FLOAT32, 1);
        DreamPlan plan = engine.prepare(vgg16.program("block3_pool"), Objective.MEAN, 192, 144);
        PlanarImage image = new PlanarImage(192, 144)) {
      for (Mat picture : pictures) {
        try (Mat small = Look.shrunk(picture, 192, 144)) {
          image.setBgr(small);
          sum += plan.objective(image);
        }
      }
    }
    return sum / pictures.size();
  }

  @ParameterizedTest
  @CsvSource({
    "block1_pool, mean, 0",
    "block2_conv2, l2, 0",
    "block3_conv2, channel, 17",
    "block3_pool, l2, 0"
  })
  void everyObjectiveOnEveryKindOfLayerDreams(String layer, String objective, int channel)
      throws Exception {
    JsonNode values =
        live()
            .patch(
                "{\"layer\":\"%s\",\"objective\":\"%s\",\"channel\":%d}"
                    .formatted(layer, objective, channel));
    assertThat(values.get("layer").textValue()).isEqualTo(layer);
    live().dreamOn(3);
    JsonNode state = live().state();
    assertThat(state.at("/model/layer").textValue()).isEqualTo(layer);
    assertThat(state.get("warnings")).isEmpty();
    assertThat(live().get("/api/layers").get("layer").textValue()).isEqualTo(layer);
  }

  @Test
  void dreamnetTakesOverLiveAndVgg16ComesBack() throws Exception {
    JsonNode values = live().patch("{\"model\":\"dreamnet\"}");
    assertThat(values.get("model").textValue()).isEqualTo("dreamnet");
    assertThat(values.get("layer").textValue()).isEqualTo("auto");
    live().dreamOn(3);
    assertThat(live().state().at("/model/name").textValue()).isEqualTo("dreamnet");
    assertThat(live().state().at("/model/kind").textValue()).isEqualTo("direction");
    assertThat(live().get("/api/layers").get("layer").textValue()).isEqualTo("tendrils");

    values = live().patch("{\"model\":\"VGG16\"}");
    assertThat(values.get("model").textValue()).isEqualTo("vgg16");
    assertThat(values.get("layer").textValue()).isEqualTo("auto");
    live().dreamOn(3);
    assertThat(live().get("/api/layers").get("layer").textValue()).isEqualTo("block3_pool");
    assertThat(live().state().at("/model/name").textValue()).isEqualTo("vgg16");
    assertThat(live().state().at("/model/kind").textValue()).isEqualTo("classifier");
    assertThat(live().state().get("warnings")).isEmpty();
    assertThat(live().model("vgg16").get("state").textValue()).isEqualTo("ready");
    assertThat(live().model("dreamnet").get("state").textValue()).isEqualTo("available");
  }

  @Test
  void anotherModelWhoseFileIsHereIsReadInTheBackgroundAndThenDreams() throws Exception {
    live().patch("{\"model\":\"squeezenet1.1\"}");
    TestLive.waiting()
        .untilAsserted(
            () ->
                assertThat(live().state().at("/model/name").textValue())
                    .isEqualTo("squeezenet1.1"));
    live().dreamOn(3);
    assertThat(live().get("/api/layers").get("layer").textValue()).isEqualTo("fire5");
    assertThat(live().state().get("warnings")).isEmpty();
  }

  @Test
  void theStateAddsUp() throws Exception {
    live().dreamOn(5);
    try (MjpegStream stream = live().stream()) {
      for (int i = 0; i < 30; i++) {
        stream.next();
      }
      JsonNode state = live().state();
      assertThat(state.get("ready").booleanValue()).isTrue();
      assertThat(state.get("version").textValue()).isNotBlank();
      assertThat(state.get("uptime_s").doubleValue()).isPositive();
      assertThat(state.at("/source/state").textValue()).isEqualTo("live");
      assertThat(state.at("/source/kind").textValue()).isEqualTo("file");
      assertThat(state.at("/source/width").intValue()).isEqualTo(640);
      assertThat(state.at("/source/height").intValue()).isEqualTo(480);
      assertThat(state.at("/sizes/output").toString()).isEqualTo("[640,480]");
      assertThat(state.at("/sizes/dream").toString()).isEqualTo("[192,144]");
      assertThat(state.at("/model/name").textValue()).isEqualTo("vgg16");
      assertThat(state.at("/model/wanted").textValue()).isEqualTo("vgg16");
      assertThat(state.at("/model/state").textValue()).isEqualTo("ready");
      assertThat(state.at("/model/progress").doubleValue()).isEqualTo(1);
      assertThat(state.at("/engine/name").textValue()).isNotBlank();
      assertThat(state.at("/engine/reason").textValue()).isNotBlank();
      assertThat(state.at("/engine/precision").textValue()).isEqualTo("float32");
      assertThat(state.at("/engine/threads").intValue()).isEqualTo(1);
      assertThat(state.at("/engine/measured")).isEmpty();
      assertThat(state.at("/rates/captured").doubleValue()).isBetween(5.0, 45.0);
      assertThat(state.at("/rates/output").doubleValue()).isBetween(5.0, 35.0);
      assertThat(state.at("/rates/dreamed").doubleValue()).isBetween(0.1, 35.0);
      assertThat(state.at("/rates/steps").doubleValue())
          .isBetween(0.1, 3 * state.at("/rates/dreamed").doubleValue() + 1);
      assertThat(state.at("/step_ms").doubleValue()).isPositive();
      assertThat(state.at("/latency_ms/p50").doubleValue()).isPositive();
      assertThat(state.at("/latency_ms/p95").doubleValue())
          .isBetween(
              state.at("/latency_ms/p50").doubleValue(), state.at("/latency_ms/p99").doubleValue());
      assertThat(state.at("/viewers/count").intValue()).isEqualTo(1);
      assertThat(state.at("/viewers/each")).hasSize(1);
      assertThat(state.at("/totals/output").longValue()).isGreaterThan(30);
      assertThat(state.at("/warnings")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"steps\":0}|steps|1 to 20|",
        "{\"steps\":\"many\"}|steps|1 to 20|",
        "{\"octave-scale\":9}|octave-scale|1.1 to 2|",
        "{\"objective\":\"men\"}|objective|mean, l2, channel|",
        "{\"model\":\"vgg\"}|model|vgg16|did you mean",
        "{\"layer\":\"block3_pol\"}|layer|block3_pool|did you mean 'block3_pool'?",
        "{\"layer\":\"block5_pool\"}|layer|block3_pool|the weights at hand end before it",
        "{\"objective\":\"channel\",\"channel\":256}|channel|0 to 255|the layer has 256 channels",
        "{\"stepz\":1}|name|steps|did you mean"
      })
  void aValueThatCannotBeIsRefusedAndChangesNothing(
      String body, String field, String allowed, String said) throws Exception {
    JsonNode before = live().controls();
    JsonNode error = live().refused(body);
    assertThat(error.get("field").textValue()).isEqualTo(field);
    assertThat(error.get("allowed").textValue()).contains(allowed);
    assertThat(error.get("error").textValue()).contains(said == null ? "" : said);
    assertThat(live().controls()).isEqualTo(before);
  }

  @Test
  void oneBadValueOfSeveralChangesNone() throws Exception {
    JsonNode before = live().controls();
    live().refused("{\"intensity\":2,\"model\":\"dreamnet\",\"layer\":\"block3_pool\"}");
    live().refused("{\"model\":\"dreamnet\",\"steps\":999}");
    assertThat(live().controls()).isEqualTo(before);
    live().dreamOn(2);
    assertThat(live().state().at("/model/name").textValue()).isEqualTo("vgg16");
  }

  @Test
  void layersBeyondTheWeightsAreShownWithTheReason() throws Exception {
    JsonNode layers = live().get("/api/layers");
    assertThat(layers.get("model").textValue()).isEqualTo("vgg16");
    for (JsonNode layer : layers.get("layers")) {
      boolean available = layer.get("block").textValue().compareTo("block3") <= 0;
      assertThat(layer.get("available").booleanValue()).as(layer.toString()).isEqualTo(available);
      assertThat(layer.get("reason").textValue().isEmpty()).isEqualTo(available);
      assertThat(layer.get("channels").intValue()).isPositive();
    }
  }

  @Test
  void fastHandsOnTheControlsNeverStopTheDream() throws Exception {
    String[] changes = {
      "{\"model\":\"dreamnet\"}",
      "{\"model\":\"vgg16\",\"layer\":\"block2_pool\"}",
      "{\"size\":128}",
      "{\"model\":\"dreamnet\",\"layer\":\"beads\"}",
      "{\"octaves\":3}",
      "{\"model\":\"vgg16\"}",
      "{\"objective\":\"l2\"}",
      "{\"size\":160,\"octaves\":1}"
    };
    // Two hands, out of step with each other.
    List<Callable<@Nullable Void>> hands = new ArrayList<>();
    for (int offset : new int[] {0, 3}) {
      hands.add(
          () -> {
            for (int i = 0; i < 60; i++) {
              live().patch(changes[(i + offset) % changes.length]);
              assertThat(live().state().at("/warnings")).isEmpty();
            }
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(hands.size());
    try {
      for (Future<@Nullable Void> hand : threads.invokeAll(hands)) {
        hand.get();
      }
    } finally {
      threads.shutdownNow();
    }
    live().dreamOn(2);
  }

  @Test
  void twoPagesFollowEachOther() throws Exception {
    try (Page one = new Page(live());
        Page two = new Page(live())) {
      one.send("{\"type\":\"patch\",\"id\":1,\"values\":{\"blend\":0.5}}");
      two.awaitControl("blend", "0.5");
      two.send("{\"type\":\"patch\",\"id\":2,\"values\":{\"layer\":\"block2_pool\"}}");
      one.awaitControl("layer", "block2_pool");
      live().patch("{\"model\":\"dreamnet\"}");
      one.awaitControl("layer", "auto");
      two.awaitControl("model", "dreamnet");
      assertThat(one.awaitState().at("/model/name").textValue()).isNotBlank();
    }
  }
}
