package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reverie.config.Clock;
import dev.reverie.config.SharedFiles;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that are damaged, on their way, or not to be had: the dream goes on. */
@Timeout(120)
class ModelTroubleTest {
  private static final String WHOLE = "vgg16-blocks1-3.safetensors";
  private static final String CACHED = "vgg16-cached.safetensors";

  /** A small still, so that the dream costs little. */
  private final Path still;

  private final Path cache;
  private final Path models;

  ModelTroubleTest(@TempDir Path folder) throws IOException {
    still = Files.write(folder.resolve("still.jpg"), Scenes.jpeg(320, 240));
    cache = Files.createDirectory(folder.resolve("cache"));
    models = Files.createDirectory(folder.resolve("models"));
  }

  private static Path weights() {
    return SharedFiles.path("models/" + WHOLE);
  }

  private TestLive start(ModelCatalogue catalogue, String model) throws Exception {
    return TestLive.start(
            new ModelFiles(catalogue, models, cache),
            Map.of("source", still.toString(), "model", model, "size", "128"))
        .ready();
  }

  private static void await(TestLive live, String pointer, String value) {
    TestLive.waiting()
        .untilAsserted(() -> assertThat(live.state().at(pointer).asText()).isEqualTo(value));
  }

  /** Dreamnet dreams, the controls say so, and one warning says why. */
  private static void assertDreamnetDreamsOn(TestLive live, String why) throws Exception {
    await(live, "/model/state", "failed");
    JsonNode state = live.state();
    assertThat(state.at("/model/name").textValue()).isEqualTo("dreamnet");
    assertThat(state.at("/model/wanted").textValue()).isEqualTo("vgg16");
    assertThat(state.get("warnings")).hasSize(1);
    assertThat(state.at("/warnings/0/code").textValue()).contains("model");
    assertThat(state.at("/warnings/0/message").textValue()).contains(why).doesNotContain("\n");
    assertThat(state.at("/warnings/0/fix").textValue()).contains("vgg16");
    TestLive.waiting()
        .untilAsserted(
            () -> assertThat(live.controls().get("model").textValue()).isEqualTo("dreamnet"));
    assertThat(live.controls().get("layer").textValue()).isEqualTo("tendrils");
    assertThat(live.model("vgg16").get("state").textValue()).isEqualTo("failed");
    assertThat(live.model("vgg16").get("message").textValue()).contains(why);
    live.dreamOn(3);
    assertThat(live.status("/readyz")).isEqualTo(200);
  }

  private static void assertVgg16Dreams(TestLive live) throws Exception {
    await(live, "/model/name", "vgg16");
    live.dreamOn(3);
    JsonNode state = live.state();
    assertThat(state.at("/model/state").textValue()).isEqualTo("ready");
    assertThat(state.at("/model/layer").textValue()).isEqualTo("block3_pool");
    assertThat(state.get("warnings")).isEmpty();
    assertThat(live.controls().get("model").textValue()).isEqualTo("vgg16");
    assertThat(live.controls().get("layer").textValue()).isEqualTo("auto");
  }

  @Test
  void truncatedWeightsAtStartLeaveDreamnetDreamingAndCanBeMended() throws Exception {
    byte[] whole = Files.readAllBytes(weights());
    Path file = models.resolve(WHOLE);
    Files.write(file, Arrays.copyOf(whole, whole.length / 3));
    try (TestLive live = start(ModelCatalogue.standard(), "vgg16")) {
      assertDreamnetDreamsOn(live, WHOLE);
      Files.write(file, whole);
      live.patch("{\"model\":\"vgg16\"}");
      assertVgg16Dreams(live);
    }
  }

  @Test
  void truncatedWeightsChosenLiveChangeNothingAndChoosingDreamnetClearsTheWarning()
      throws Exception {
    byte[] whole = Files.readAllBytes(weights());
    Files.write(models.resolve(WHOLE), Arrays.copyOf(whole, whole.length / 3));
    try (TestLive live = start(ModelCatalogue.standard(), "dreamnet")) {
      live.patch("{\"model\":\"vgg16\"}");
      assertDreamnetDreamsOn(live, WHOLE);
      live.patch("{\"model\":\"dreamnet\"}");
      assertThat(live.state().get("warnings")).isEmpty();
      assertThat(live.state().at("/model/state").textValue()).isEqualTo("ready");
    }
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedWithTheReason() throws Exception {
    Files.copy(SharedFiles.path("models/squeezenet1.1.safetensors"), models.resolve(WHOLE));
    try (TestLive live = start(ModelCatalogue.standard(), "vgg16")) {
      assertDreamnetDreamsOn(live, "squeezenet1.1");
    }
  }

  @Test
  void aDownloadShowsItsProgressAndTheModelTakesOverLive() throws Exception {
    Path keras = SharedFiles.path("models/keras-vgg16-notop-blocks1-3.h5");
    try (WeightsServer server = new WeightsServer(keras, 0);
        TestLive live = start(server.catalogue("vgg16_notop.h5"), "vgg16");
        Page page = new Page(live)) {
      TestLive.waiting()
          .untilAsserted(
              () ->
                  assertThat(live.state().at("/model/progress").doubleValue()).isBetween(0.4, 0.6));
      JsonNode state = live.state();
      assertThat(state.at("/model/state").textValue()).isEqualTo("downloading");
      assertThat(state.at("/model/wanted").textValue()).isEqualTo("vgg16");
      assertThat(state.at("/model/name").textValue()).isEqualTo("dreamnet");
      assertThat(state.at("/model/message").textValue()).contains("of 7.0 MB");
      assertThat(state.get("warnings")).isEmpty();
      assertThat(live.model("vgg16").get("state").textValue()).isEqualTo("downloading");
      assertThat(live.model("vgg16").get("progress").doubleValue()).isBetween(0.4, 0.6);
      assertThat(live.controls().get("model").textValue()).isEqualTo("vgg16");
      assertThat(live.get("/api/layers").get("model").textValue()).isEqualTo("dreamnet");
      assertThat(live.get("/api/layers").get("layer").textValue()).isEqualTo("tendrils");
      live.dreamOn(3);

      server.release();
      page.awaitControl("model", "vgg16");
      assertVgg16Dreams(live);
      assertThat(live.model("vgg16").get("state").textValue()).isEqualTo("ready");
    }
  }

  @Test
  void whatIsChosenDuringADownloadStaysWhenTheDownloadEnds() throws Exception {
    try (WeightsServer server = new WeightsServer(weights(), 0);
        TestLive live = start(server.catalogue(CACHED), "dreamnet")) {
      live.patch("{\"model\":\"vgg16\"}");
      await(live, "/model/state", "downloading");
      live.patch("{\"layer\":\"beads\"}");
      await(live, "/model/layer", "beads");
      live.patch("{\"model\":\"dreamnet\"}");
      assertThat(live.state().at("/model/state").textValue()).isEqualTo("ready");
      assertThat(live.model("vgg16").get("state").textValue()).isEqualTo("downloading");

      server.release();
      TestLive.waiting()
          .until(() -> live.model("vgg16").get("state").textValue().equals("available"));
      live.dreamOn(3);
      assertThat(live.state().at("/model/name").textValue()).isEqualTo("dreamnet");
      assertThat(live.controls().get("model").textValue()).isEqualTo("dreamnet");
      assertThat(cache.resolve(CACHED)).exists();

      live.patch("{\"model\":\"vgg16\"}");
      assertVgg16Dreams(live);
    }
  }

  @Test
  void aModelThatIsHereDoesNotWaitForADownload() throws Exception {
    Files.copy(
        SharedFiles.path("models/squeezenet1.1.safetensors"),
        models.resolve("squeezenet1.1.safetensors"));
    try (WeightsServer server = new WeightsServer(weights(), 0);
        TestLive live = start(server.catalogue(CACHED), "vgg16")) {
      await(live, "/model/state", "downloading");
      live.patch("{\"model\":\"squeezenet1.1\"}");
      await(live, "/model/name", "squeezenet1.1");
      live.patch("{\"model\":\"vgg16\"}");
      await(live, "/model/state", "downloading");
      server.release();
      assertVgg16Dreams(live);
    }
  }

  @Test
  void fetchingOnlyFetches() throws Exception {
    try (WeightsServer server = new WeightsServer(weights(), 0);
        TestLive live = start(server.catalogue(CACHED), "dreamnet")) {
      assertThat(live.post("/api/models/vgg16/fetch")).isEqualTo(202);
      TestLive.waiting()
          .until(() -> live.model("vgg16").get("state").textValue().equals("downloading"));
      assertThat(live.state().at("/model/wanted").textValue()).isEqualTo("dreamnet");
      assertThat(live.post("/api/models/vgg16/fetch")).isEqualTo(202);
      server.release();
      TestLive.waiting()
          .until(() -> live.model("vgg16").get("state").textValue().equals("available"));
      assertThat(live.state().at("/model/name").textValue()).isEqualTo("dreamnet");
      assertThat(live.post("/api/models/squeezenet1.1/fetch")).isEqualTo(404);
      assertThat(live.post("/api/models/dreamnet/fetch")).isEqualTo(202);
    }
  }

  @Test
  void withoutNetworkDreamnetDreamsOnAndChoosingAgainTriesAgain() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    byte[] whole = Files.readAllBytes(weights());
    try (TestLive live = start(WeightsServer.catalogue(CACHED, whole, port), "vgg16")) {
      assertDreamnetDreamsOn(live, "no network: could not reach 127.0.0.1");
      try (WeightsServer server = new WeightsServer(weights(), port).release()) {
        live.patch("{\"model\":\"vgg16\"}");
        assertVgg16Dreams(live);
        assertThat(server.port()).isEqualTo(port);
      }
    }
  }

  @Test
  void aFullDiskIsSaidAndDreamnetDreamsOn() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "needs Linux' /dev/full");
    Files.createSymbolicLink(cache.resolve(CACHED + ".part"), full);
    try (WeightsServer server = new WeightsServer(weights(), 0).release();
        TestLive live = start(server.catalogue(CACHED), "vgg16")) {
      assertDreamnetDreamsOn(live, "the disk is full");
    }
  }

  @Test
  void aDownloadThatHangsHoldsUpNoShutdown() throws Exception {
    try (WeightsServer server = new WeightsServer(weights(), 0)) {
      TestLive live = start(server.catalogue(CACHED), "vgg16");
      await(live, "/model/state", "downloading");
      Clock clock = Clock.system();
      long from = clock.nanoTime();
      live.close();
      assertThat((clock.nanoTime() - from) / 1e9).as("seconds to close").isLessThan(5);
      TestLive.waiting()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().startsWith("reverie-")));
    }
  }
}
