package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Clock;
import dev.reverie.config.Config;
import dev.reverie.config.ConfigLoader;
import dev.reverie.config.NetworkCamera;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench live}: the whole feed, measured. */
@Timeout(120)
class BenchLiveTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Small, and nothing to probe: what is tested is the measuring. */
  private static final List<Object> SMALL =
      List.of(
          "bench",
          "live",
          "--source",
          "demo",
          "--camera-width",
          320,
          "--camera-height",
          180,
          "--size",
          96,
          "--engine",
          "onednn",
          "--precision",
          "float32",
          "--threads",
          1);

  @TempDir Path folder;

  private static Cli bench(Object... more) {
    return Cli.run(Stream.concat(SMALL.stream(), Stream.of(more)).toArray());
  }

  private static void assertPositive(JsonNode node, String... pointers) {
    for (String pointer : pointers) {
      assertThat(node.at(pointer).isNumber()).as(pointer).isTrue();
      assertThat(node.at(pointer).doubleValue()).as(pointer).isPositive();
    }
  }

  private static void assertShares(JsonNode node, String... pointers) {
    for (String pointer : pointers) {
      assertThat(node.at(pointer).isNumber()).as(pointer).isTrue();
      assertThat(node.at(pointer).doubleValue()).as(pointer).isBetween(0.0, 1.0);
    }
  }

  @Test
  void everyFigureOfTheContractIsThereAndMakesSense() throws IOException {
    Cli cli =
        bench(
                "--seconds",
                3,
                "--pairs",
                12,
                "--alone",
                3,
                "--busy",
                1,
                "--json",
                "--stills",
                folder)
            .ok();
    JsonNode figures = JSON.readTree(cli.out());
    assertThat(figures.at("/source").textValue()).isEqualTo("demo");
    assertThat(figures.at("/seconds").doubleValue()).isGreaterThanOrEqualTo(3).isLessThan(6);
    assertThat(figures.at("/busy").intValue()).isEqualTo(1);
    assertThat(ProcessHandle.current().children()).isEmpty();

    assertThat(figures.at("/output/width").intValue()).isEqualTo(320);
    assertThat(figures.at("/output/height").intValue()).isEqualTo(180);
    for (String who : List.of("/output/pace", "/viewer/pace")) {
      assertPositive(figures, who + "/count", who + "/per_second", who + "/longest_gap_ms");
      double mean = figures.at(who + "/per_second").doubleValue();
      assertThat(mean).isLessThan(40);
      assertThat(figures.at(who + "/worst_second").intValue()).isBetween(0, (int) Math.ceil(mean));
      assertThat(figures.at(who + "/worst_any_second").intValue())
          .isBetween(0, figures.at(who + "/worst_second").intValue());
      assertThat(figures.at(who + "/count").doubleValue())
          .isCloseTo(mean * figures.at("/seconds").doubleValue(), within(0.01));
    }
    // Every picture was encoded for the one who watches, and most of them reached it.
    assertThat(figures.at("/output/encoded").doubleValue())
        .isCloseTo(figures.at("/output/pace/count").doubleValue(), within(2.0));
    assertPositive(figures, "/viewer/mb_per_second");

    assertThat(figures.at("/dream/model").textValue()).isEqualTo("dreamnet");
    assertThat(figures.at("/dream/layer").textValue()).isEqualTo("tendrils");
    assertThat(figures.at("/dream/engine").textValue()).isEqualTo("onednn");
    assertThat(figures.at("/dream/precision").textValue()).isEqualTo("float32");
    assertThat(figures.at("/dream/threads").intValue()).isEqualTo(1);
    assertPositive(figures, "/dream/ticks_per_second", "/dream/steps_per_second", "/dream/step_ms");
    double shares = 0;
    for (JsonNode share : figures.at("/dream/sizes")) {
      shares += share.doubleValue();
    }
    assertThat(shares).isCloseTo(1, within(1e-9));

    assertPositive(figures, "/latency_ms/p50");
    assertThat(figures.at("/latency_ms/p95").doubleValue())
        .isBetween(
            figures.at("/latency_ms/p50").doubleValue(),
            figures.at("/latency_ms/p99").doubleValue());

    assertPositive(figures, "/levels/samples");
    for (String who : List.of("/levels/source", "/levels/output")) {
      for (String when : List.of("/first", "/last", "/overall")) {
        assertPositive(figures, who + when + "/brightness", who + when + "/spread");
        assertShares(
            figures,
            who + when + "/saturation",
            who + when + "/clipped_pixels",
            who + when + "/clipped_values");
      }
    }
    for (String drift : List.of("/brightness", "/spread", "/saturation", "/clipped_pixels")) {
      assertThat(figures.at("/levels/drift" + drift).isNumber()).as(drift).isTrue();
    }

    assertPositive(
        figures,
        "/process/cpu_per_second",
        "/process/viewer_cpu_per_second",
        "/process/cores",
        "/process/heap_mb_per_second");
    if (Files.exists(Path.of("/proc/self/status"))) {
      assertPositive(
          figures,
          "/process/resident_mb_start",
          "/process/resident_mb_end",
          "/process/resident_mb_peak");
    }

    assertThat(figures.at("/flicker/pairs").intValue()).isBetween(1, 12);
    assertShares(figures, "/flicker/trusted");
    assertPositive(figures, "/flicker/source", "/flicker/output", "/flicker/rms");
    assertThat(figures.at("/flicker/alone/pairs").intValue()).isBetween(1, 3);
    assertPositive(
        figures,
        "/flicker/alone/source",
        "/flicker/alone/output",
        "/flicker/alone/frame_by_frame",
        "/flicker/alone/steps",
        "/flicker/alone/step");
    double rms = figures.at("/flicker/rms").doubleValue();
    assertThat(figures.at("/flicker/alone/rms").doubleValue()).isCloseTo(rms, within(0.2 * rms));
    assertThat(figures.at("/flicker/alone").has("ratio")).isTrue();
    assertThat(figures.at("/state/ready").booleanValue()).isTrue();
    assertThat(figures.at("/state/viewers/count").intValue()).isEqualTo(1);

    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertThat(names).contains("live-1.jpg").allMatch(name -> name.matches("live-[1-6]\\.jpg"));
    }
    try (Mat still = Pictures.read(folder.resolve("live-1.jpg"))) {
      assertThat(still.cols()).as("source and dream, side by side").isEqualTo(2 * 320);
      assertThat(still.rows()).isEqualTo(180);
    }
  }

  @Test
  void theTableSaysItForPeople() {
    Cli cli = bench("--seconds", 1, "--pairs", 0).ok();
    assertThat(cli.out())
        .contains("source     demo", "output     320x180", "worst second")
        .contains("latency", "p95", "ticks/s", "steps/s", "onednn float32, threads: 1")
        .contains("processor", "memory", "drift", "flicker    not measured");
    assertThat(cli.out()).doesNotContain("null").doesNotContain("NaN");
  }

  private LiveBench bench(Map<String, String> options) {
    return bench(Clock.system(), options, 1);
  }

  private LiveBench bench(Clock clock, Map<String, String> options, int seconds) {
    Map<String, String> all =
        new HashMap<>(Map.of("port", "0", "browser", "off", "engine", "onednn", "threads", "1"));
    all.putAll(options);
    Config config = new ConfigLoader().load(Optional.empty(), Map.of(), all);
    ModelFiles files = new ModelFiles(ModelCatalogue.standard(), folder, folder);
    int patience = seconds == 1 ? 2 : 60;
    return new LiveBench(
        clock, config, files, new LiveBench.Plan(seconds, 0, false, 0, 0, null, patience));
  }

  @Test
  void aSourceWithoutAPictureIsNoMeasurement() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    LiveBench bench = bench(Map.of("source", "http://guest:geheim@127.0.0.1:" + closed + "/video"));
    assertThatThrownBy(bench::run)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no dreamed picture within 2 s")
        .hasMessageContaining("127.0.0.1")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void aModelWhoseWeightsAreDamagedIsNotMeasuredByTheNameOfAnother() throws IOException {
    Files.writeString(
        folder.resolve("vgg16.safetensors"), "not weights at all", StandardCharsets.US_ASCII);
    LiveBench bench =
        bench(
            Map.of(
                "source", "demo", "model", "vgg16", "camera-width", "320", "camera-height", "180"));
    assertThatThrownBy(bench::run)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("model vgg16 cannot be had");
  }

  @Test
  void aSourceThatIsLostMeanwhileEndsTheMeasurement() throws Exception {
    try (NetworkCamera camera = new NetworkCamera(0, List.of(Scenes.jpeg(320, 240)))) {
      LiveBench bench =
          bench(
              new Unplugging(Thread.currentThread(), camera),
              Map.of("source", camera.url(), "size", "96"),
              20);
      assertThatThrownBy(bench::run)
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("the source was lost while it was measured");
    }
  }

  /** The machine's clock; when the one who measures first waits, it pulls the camera's plug. */
  private record Unplugging(Thread measuring, NetworkCamera camera) implements Clock {
    @Override
    public long nanoTime() {
      return Clock.system().nanoTime();
    }

    @Override
    public void sleepUntil(long deadline) throws InterruptedException {
      if (Thread.currentThread().equals(measuring)) {
        try {
          camera.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      Clock.system().sleepUntil(deadline);
    }
  }
}
