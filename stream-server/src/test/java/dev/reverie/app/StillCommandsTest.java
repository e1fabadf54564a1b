package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code dream} and {@code strip}: real pictures in, real pictures out. */
@Timeout(120)
class StillCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static Path photo() {
    return SharedFiles.path("media/astronaut.png");
  }

  private static Path models() {
    return SharedFiles.path("models");
  }

  @Test
  void vgg16DreamsAndTheLossRises() throws IOException {
    Path out = folder.resolve("dream.png");
    Cli cli =
        Cli.run(
            "dream",
            photo(),
            "-o",
            out,
            "--models-dir",
            models(),
            "--model",
            "vgg16",
            "--layer",
            "block3_pool",
            "--objective",
            "l2",
            "--steps",
            3,
            "--step",
            4,
            "--octaves",
            2,
            "--octave-scale",
            1.5,
            "--jitter",
            4,
            "--size",
            "160x128",
            "--seed",
            7,
            "--json");
    cli.ok();
    JsonNode report = JSON.readTree(cli.out());
    assertThat(report.get("model").textValue()).isEqualTo("vgg16");
    assertThat(report.get("layer").textValue()).isEqualTo("block3_pool");
    assertThat(report.get("objective").textValue()).isEqualTo("l2");
    assertThat(report.get("engine").textValue()).isNotBlank();
    assertThat(report.get("size").textValue()).isEqualTo("160x128");
    assertThat(report.get("octaves")).hasSize(2);
    assertThat(report.get("steps").intValue()).isEqualTo(6);
    assertThat(report.get("loss_after").doubleValue())
        .isGreaterThan(1.5 * report.get("loss_before").doubleValue());
    for (String timing : List.of("load_ms", "dream_ms", "step_ms")) {
      assertThat(report.get(timing).doubleValue()).as(timing).isPositive();
    }
    try (Mat dream = Look.read(out);
        Mat original = Look.read(photo());
        Mat small = Look.shrunk(original, 160, 128)) {
      assertThat(Look.difference(dream, small)).isBetween(4.0, 80.0);
    }
  }

  @Test
  void dreamnetDreamsWithoutAnyFile() throws IOException {
    Path out = folder.resolve("dream.jpg");
    Cli cli =
        Cli.run("dream", photo(), "-o", out, "--size", "320x256", "--steps", 4, "--json").ok();
    JsonNode report = JSON.readTree(cli.out());
    assertThat(report.get("model").textValue()).isEqualTo("dreamnet");
    assertThat(report.get("layer").textValue()).isEqualTo("tendrils");
    assertThat(report.get("loss_before").isNull()).isTrue();
    assertThat(Files.readAllBytes(out)).startsWith(0xff, 0xd8);
    try (Mat dream = Look.read(out)) {
      assertThat(dream.cols()).isEqualTo(320);
      assertThat(dream.rows()).isEqualTo(256);
    }
  }

  @Test
  void theSameSeedMakesTheSamePictureAndAnotherSeedAnother() throws IOException {
    byte[] first = dream("one.png", 5);
    assertThat(dream("two.png", 5)).isEqualTo(first);
    assertThat(dream("three.png", 6)).isNotEqualTo(first);
  }

  private byte[] dream(String name, int seed) throws IOException {
    Path out = folder.resolve(name);
    Cli cli =
        Cli.run("dream", photo(), "-o", out, "--size", "128x96", "--steps", 2, "--seed", seed);
    assertThat(cli.ok().out()).isEmpty();
    assertThat(cli.err()).contains(name).contains("dreamnet on tendrils");
    return Files.readAllBytes(out);
  }

  @Test
  void whatNobodySetsIsTheClassicStillAndWhatSomebodySetsHolds() throws IOException {
    Path config = Files.writeString(folder.resolve("my.yaml"), "steps: 2\noctaves: 3\n");
    assertThat(steps(Map.of())).isEqualTo(40);
    assertThat(steps(Map.of("REVERIE_STEPS", "1"))).isEqualTo(4);
    assertThat(steps(Map.of(), "--config", config)).isEqualTo(6);
    assertThat(steps(Map.of("REVERIE_STEPS", "1"), "--config", config)).isEqualTo(3);
    assertThat(steps(Map.of("REVERIE_STEPS", "1"), "--config", config, "--steps", 3)).isEqualTo(9);
  }

  private int steps(Map<String, String> environment, Object... options) throws IOException {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "dream", photo(), "-o", folder.resolve("x.png"), "--size", "192x192", "--json"));
    words.addAll(List.of(options));
    return JSON.readTree(Cli.in(environment, words.toArray()).ok().out()).get("steps").intValue();
  }

  @Test
  void aStripHasARowPerPoolingLayerAndAPicturePerIteration() throws IOException {
    Path out = folder.resolve("strip.png");
    Cli.run(
            "strip",
            photo(),
            "-o",
            out,
            "--models-dir",
            models(),
            "--iterations",
            3,
            "--step",
            8,
            "--size",
            "160x120")
        .ok();
    try (Mat sheet = Look.read(out)) {
      // Three pooling layers are in the weights; the original and three iterations are in a row.
      assertGrid(sheet, 3, 4);
      for (int row = 0; row < 3; row++) {
        double last = 0;
        for (int column = 1; column < 4; column++) {
          double now = Look.difference(cell(sheet, row, 0), cell(sheet, row, column));
          assertThat(now).as("row %d, iteration %d", row, column).isGreaterThan(last);
          last = now;
        }
        assertThat(last).isGreaterThan(3);
      }
    }
  }

  private static final int WIDTH = 160;
  private static final int HEIGHT = 120;

  private static void assertGrid(Mat sheet, int rows, int columns) {
    assertThat(sheet.cols()).isBetween(columns * WIDTH, columns * (WIDTH + 20) + 20);
    assertThat(sheet.rows()).isBetween(rows * HEIGHT, rows * (HEIGHT + 60) + 60);
  }

  /** A cell's middle, wherever exactly gaps and labels are. */
  private static Mat cell(Mat sheet, int row, int column) {
    int gap = 6;
    int label = 26;
    int left = gap + column * (WIDTH + gap);
    int top = gap + label + row * (HEIGHT + label + gap);
    return new Mat(sheet, new Rect(left, top, WIDTH, HEIGHT)).clone();
  }

  @Test
  void aStripTakesRawGradientsAndChannelsAndNamedLayers() throws IOException {
    Path out = folder.resolve("strip.png");
    Cli.run(
            "strip",
            photo(),
            "-o",
            out,
            "--models-dir",
            models(),
            "--model",
            "vgg16",
            "--layers",
            "block3_conv2,block2_pool",
            "--objective",
            "channel",
            "--channel",
            17,
            "--normalize=off",
            "--step",
            3000,
            "--iterations",
            2,
            "--size",
            "160x120")
        .ok();
    try (Mat sheet = Look.read(out)) {
      assertGrid(sheet, 2, 3);
      assertThat(Look.difference(cell(sheet, 0, 0), cell(sheet, 0, 2))).isGreaterThan(1);
    }
  }

  @Test
  void withoutWeightsTheStripShowsDreamnetsMoods() throws IOException {
    Path out = folder.resolve("strip.png");
    Cli.run(
            "strip",
            photo(),
            "-o",
            out,
            "--models-cache",
            folder.resolve("none"),
            "--size",
            "160x112",
            "--iterations",
            1)
        .ok();
    try (Mat sheet = Look.read(out)) {
      assertThat(sheet.rows()).isGreaterThan(4 * 112);
    }
  }
}
