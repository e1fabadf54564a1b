package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Controls;
import dev.reverie.config.Settings;
import dev.reverie.config.SharedFiles;
import dev.reverie.config.Spec;
import dev.reverie.dream.engine.Engines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify}, {@code bench}, {@code models}, {@code doctor}, and every command's help. */
@Timeout(120)
class ToolCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static List<Path> vgg16Cases() throws IOException {
    try (Stream<Path> files = Files.list(SharedFiles.path("reference"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("vgg16-")).toList();
    }
  }

  @Test
  void verifyPassesEveryCaseOfVgg16AndOfDreamnetWithALineEach() throws IOException {
    List<Object> words = new ArrayList<>(List.of("verify"));
    words.addAll(vgg16Cases());
    words.add(SharedFiles.path("dreamnet/case-160x128.safetensors"));
    words.addAll(List.of("--engine", "all", "--models-dir", SharedFiles.path("models")));
    Cli cli = Cli.run(words.toArray()).ok();
    // A line for every VGG16 case, and one for each of dreamnet's moods, on every engine.
    assertThat(cli.lines())
        .hasSize((vgg16Cases().size() + 4) * engines().size())
        .allMatch(l -> l.startsWith("ok "));
    for (String engine : engines()) {
      assertThat(cli.lines().stream().filter(line -> line.contains(engine + " ")))
          .hasSize(vgg16Cases().size() + 4);
    }
    assertThat(cli.lines()).allMatch(line -> line.contains("cosine"));
    assertThat(cli.err()).isEmpty();
  }

  /** Each engine with each precision that this machine has. */
  private static List<String> engines() {
    Engines engines = new Engines();
    List<String> all = new ArrayList<>();
    for (String engine : engines.names()) {
      engines.precisions(engine).forEach(can -> all.add(engine + " " + can.label()));
    }
    return all;
  }

  @Test
  void verifyFailsACaseWhoseGradientIsWrong() throws IOException {
    Path whole = vgg16Cases().get(0);
    Path wrong = folder.resolve("wrong.safetensors");
    Files.write(wrong, garbled(Files.readAllBytes(whole), "gradient"));
    Cli cli =
        Cli.run(
            "verify",
            whole,
            wrong,
            "--engine",
            "onednn",
            "--precision",
            "float32",
            "--models-dir",
            SharedFiles.path("models"));
    assertThat(cli.status()).isEqualTo(1);
    assertThat(cli.lines()).hasSize(2);
    assertThat(cli.lines().get(0)).startsWith("ok ");
    assertThat(cli.lines().get(1)).startsWith("FAIL").contains("wrong");
  }

  /** The file with every third value of one of its tensors turned round. */
  private static byte[] garbled(byte[] file, String tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong(0);
    JsonNode offsets =
        JSON.readTree(new String(file, 8, header, StandardCharsets.UTF_8))
            .get(tensor)
            .get("data_offsets");
    int end = 8 + header + offsets.get(1).intValue();
    for (int i = 8 + header + offsets.get(0).intValue(); i < end; i += 12) {
      bytes.putFloat(i, -bytes.getFloat(i));
    }
    return file;
  }

  @Test
  void verifyRefusesFilesThatAreNoCases() throws IOException {
    Path text = Files.writeString(folder.resolve("text.safetensors"), "not a case at all");
    Cli.run("verify", text).refused(1, "text.safetensors");
    Path cut = folder.resolve("cut.safetensors");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(vgg16Cases().get(0)), 100_000));
    Cli.run("verify", cut).refused(1, "cut.safetensors");
    Path weights = SharedFiles.path("models/vgg16-blocks1-3.safetensors");
    Cli.run("verify", weights).refused(1, "not a reference case");
    Cli.run("verify", folder.resolve("none")).refused(2, "none", "exists");
    Cli.run("verify", vgg16Cases().get(0), "--engine", "ndj4").refused(2, "ndj4", "nd4j");
  }

  @Test
  void benchStepHasTheContractsFigures() throws IOException {
    Cli cli =
        Cli.run(
                "bench",
                "step",
                "--json",
                "--runs",
                3,
                "--size",
                "96x64,128x96",
                "--model",
                "vgg16",
                "--layer",
                "block2_pool",
                "--engine",
                "all",
                "--models-dir",
                SharedFiles.path("models"))
            .ok();
    JsonNode results = JSON.readTree(cli.out()).get("results");
    assertThat(results).hasSize(2 * engines().size());
    for (JsonNode row : results) {
      assertThat(row.get("engine").textValue()).isNotBlank();
      assertThat(row.get("network").textValue()).isEqualTo("vgg16");
      assertThat(row.get("layer").textValue()).isEqualTo("block2_pool");
      assertThat(engines())
          .contains(row.get("engine").textValue() + " " + row.get("precision").textValue());
      assertThat(row.get("threads").intValue()).isPositive();
      assertThat(row.get("ms_min").doubleValue()).isPositive();
      assertThat(row.get("ms_median").doubleValue())
          .isGreaterThanOrEqualTo(row.get("ms_min").doubleValue());
      assertThat(row.get("ratio_to_pytorch_f32").isNull()).isTrue();
      assertThat(row.has("busy")).isFalse();
    }
    assertThat(results.get(2 * engines().size() - 1).get("size").textValue()).isEqualTo("128x96");
  }

  @Test
  void benchStepPrintsATable() {
    Cli cli = Cli.run("bench", "step", "--runs", 3, "--size", "96x64", "--engine", "nd4j").ok();
    assertThat(cli.lines()).hasSize(2);
    assertThat(cli.lines().get(0)).contains("engine", "ms median", "steps/s");
    assertThat(cli.lines().get(1)).contains("dreamnet", "tendrils", "96x64");
  }

  @Test
  void benchStepCanHaveBusyNeighbours() throws IOException {
    Cli cli =
        Cli.run(
                "bench",
                "step",
                "--json",
                "--runs",
                3,
                "--size",
                "64x64",
                "--engine",
                "onednn",
                "--precision",
                "float32",
                "--threads",
                1,
                "--busy",
                1)
            .ok();
    JsonNode results = JSON.readTree(cli.out()).get("results");
    assertThat(results).hasSize(1);
    assertThat(results.get(0).get("busy").intValue()).isEqualTo(1);
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @Test
  void modelsListsEveryModelWithLicenceAndWhereItIs() {
    Cli cli =
        Cli.run(
                "models",
                "list",
                "--models-dir",
                SharedFiles.path("models"),
                "--models-cache",
                folder)
            .ok();
    assertThat(cli.out())
        .contains("dreamnet", "built in", "vgg16-blocks1-3.safetensors", "CC BY 4.0", "googlenet");
    Cli without = Cli.run("models", "--models-cache", folder).ok();
    assertThat(without.out()).contains("58.9 MB", "6d6bbae143d832006294945121d1f1fc");
  }

  @Test
  void modelsVerifiesTheFilesThatAreHere() throws IOException {
    Path whole = SharedFiles.path("models/vgg16-blocks1-3.safetensors");
    Cli ok = Cli.run("models", "verify", "vgg16", "--models-dir", SharedFiles.path("models")).ok();
    assertThat(ok.out()).contains("vgg16", "ok");
    Path cut = folder.resolve("vgg16.safetensors");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), 1_000_000));
    Cli damaged = Cli.run("models", "verify", "vgg16", "--models-dir", folder);
    assertThat(damaged.status()).isEqualTo(1);
    assertThat(damaged.out()).contains("damaged", "vgg16.safetensors");
    Cli absent = Cli.run("models", "verify", "googlenet", "--models-dir", folder);
    assertThat(absent.status()).isEqualTo(1);
    assertThat(absent.out()).contains("not here");
  }

  @Test
  void doctorNamesWhatThisMachineHas() {
    Cli cli = Cli.run("doctor", "--models-cache", folder).ok();
    assertThat(cli.out())
        .contains("reverie ", "cpu ", "cores", "opencv ", "ffmpeg ", "engine ", "nd4j", "gpu ")
        .contains(
            "onednn: ",
            "winograd: ",
            "auto      dreamnet, live: ",
            "auto      other networks, live: ")
        .contains("camera ", "model ", "dreamnet: built in", "./reverie models fetch vgg16");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    Cli help = Cli.run("--help").ok();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .contains("serve", "dream", "strip", "verify", "bench", "models", "doctor");
    assertThat(Cli.run("--version").ok().out()).startsWith("Reverie ");
    assertThat(Cli.run("-V").ok().out()).startsWith("Reverie ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "dream",
        "strip",
        "verify",
        "bench step",
        "bench live",
        "models",
        "doctor"
      })
  void everyCommandsHelpSaysWhatEveryOptionIsFor(String command) {
    List<Object> words = new ArrayList<>(List.of((Object[]) command.split(" ")));
    words.add("--help");
    Cli cli = Cli.run(words.toArray()).ok();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out()).contains("Usage: reverie " + command, "--help", "--config");
    assertThat(cli.out()).doesNotContain("%%").doesNotContain("null");
  }

  @Test
  void serveTakesEverySettingAndControl() {
    String help = Cli.run("serve", "--help").ok().out();
    Stream.concat(Settings.table().specs().stream(), Controls.table().specs().stream())
        .forEach(spec -> assertThat(help).contains("--" + spec.name()));
    assertThat(help).contains("--no-browser");
    for (Spec spec : Controls.table().specs()) {
      if (spec instanceof Spec.Numeric) {
        assertThat(help.replaceAll("\\s+", " ")).contains(spec.allowed());
      }
    }
  }

  @Test
  void theHelpOfStillsNamesTheContractsOptions() {
    assertThat(Cli.run("dream", "--help").out())
        .contains("--model", "--layer", "--objective", "--steps", "--step", "--octaves")
        .contains("--octave-scale", "--jitter", "--size", "--seed", "--json", "--output");
    assertThat(Cli.run("strip", "--help").out())
        .contains("--layers", "--iterations", "--step", "--output", "--objective", "--channel")
        .doesNotContain("--jitter");
    assertThat(Cli.run("verify", "--help").out())
        .contains("--engine", "--precision", "--models-dir");
    assertThat(Cli.run("bench", "live", "--help").out())
        .contains("--seconds", "--busy", "--pairs", "--alone", "--stills", "--json", "--source");
    assertThat(Cli.run("bench", "step", "--help").out())
        .contains("--size", "--model", "--layer", "--engine", "--runs", "--json")
        .contains("--precision", "--busy", "--threads");
  }
}
