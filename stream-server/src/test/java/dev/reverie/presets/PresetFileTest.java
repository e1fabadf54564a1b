package dev.reverie.presets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PresetFileTest {
  @TempDir Path folder;

  private static Preset preset(String name, double step) {
    return new Preset(name, "", Map.of("step", step));
  }

  /** The program that gets killed: saves a preset after the other and says each one's number. */
  public static final class Victim {
    private Victim() {}

    /** Ends after as many saves as it is told. */
    public static void main(String[] file) {
      PresetFile presets = new PresetFile(Path.of(file[0]));
      for (int i = 0; i < Integer.parseInt(file[2]); i++) {
        int number = i;
        presets.update(
            before -> {
              List<Preset> after = new ArrayList<>(before);
              after.removeIf(preset -> preset.name().equals(file[1]));
              after.add(
                  new Preset(file[1], "x".repeat(number % 400), Map.of("step", (double) number)));
              return after;
            });
        System.out.println(i);
      }
    }
  }

  private Process victim(Path file, String name, int saves) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            file.toString(),
            name,
            Integer.toString(saves))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40, 97, 160})
  void aProgramThatIsKilledWhileItSavesLosesNothingThatItHadSaved(int killedAt) throws Exception {
    Path file = folder.resolve("presets.json");
    new PresetFile(file)
        .update(before -> IntStream.range(0, 200).mapToObj(i -> preset("old " + i, i)).toList());
    Process victim = victim(file, "new", Integer.MAX_VALUE);
    int saved = -1;
    try (BufferedReader says = victim.inputReader()) {
      while (saved < killedAt) {
        saved = Integer.parseInt(says.readLine());
      }
    } finally {
      victim.destroyForcibly();
    }
    assertThat(victim.waitFor(10, TimeUnit.SECONDS)).isTrue();

    PresetFile survivor = new PresetFile(file);
    List<Preset> left = survivor.read();
    assertThat(survivor.note()).isEmpty();
    assertThat(left).hasSize(201);
    assertThat(left.get(7)).isEqualTo(preset("old 7", 7));
    assertThat((Double) left.get(200).values().get("step")).isGreaterThanOrEqualTo(saved);
    // Whatever it left behind is in nobody's way.
    survivor.update(before -> before.subList(0, 1));
    assertThat(survivor.read()).hasSize(1);
    assertThat(names()).doesNotContain("presets.json.tmp");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }

  @Test
  void twoProgramsThatSaveAtTheSameTimeKeepEachOthersPresets() throws Exception {
    Path file = folder.resolve("presets.json");
    List<Process> programs =
        List.of(victim(file, "one", 50), victim(file, "two", 50), victim(file, "three", 50));
    for (Process program : programs) {
      program.inputReader().lines().forEach(line -> assertThat(line).isNotEmpty());
      assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).isZero();
    }
    assertThat(new PresetFile(file).read())
        .hasSize(3)
        .allSatisfy(preset -> assertThat(preset.values()).isEqualTo(Map.of("step", 49.0)));
  }

  @Test
  void whatIsSavedIsReadByTheNextRunInItsOrder() {
    Path file = folder.resolve("deep").resolve("er").resolve("presets.json");
    List<Preset> saved =
        List.of(
            new Preset(
                "Zeta",
                "with \"quotes\" and \u00e4",
                Map.of("step", 2.5, "steps", 3, "flow", false, "layer", "block3_pool")),
            new Preset("\ubc24\ud558\ub298", "", Map.of("decay", 0.9)));
    new PresetFile(file).update(before -> saved);
    assertThat(new PresetFile(file).read()).isEqualTo(saved);
  }

  @Test
  void noFileIsNoPresetsAndIsNotMadeByLooking() throws IOException {
    assertThat(new PresetFile(folder.resolve("none").resolve("presets.json")).read()).isEmpty();
    assertThat(names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "42",
        "{\"presets\": 3}",
        "{\"presets\": [{\"name\": \"a\"}]}",
        "{\"presets\": [{\"name\": \"\", \"values\": {}}]}",
        "{\"presets\": [{\"name\": \"a\", \"values\": {\"step\": [1]}}]}",
        "[{\"name\": \"a\", \"values\": {}}, {\"name\": \"A \", \"values\": {}}]",
        "\u0000\u0000\u0000\u0000"
      })
  void aDamagedFileIsKeptAsideAndSaidOnceAndNeverWrittenOver(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("presets.json"), content);
    PresetFile presets = new PresetFile(file);
    assertThat(presets.read()).isEmpty();
    assertThat(presets.note()).contains("presets.json.damaged-1");
    assertThat(folder.resolve("presets.json.damaged-1")).hasContent(content);
    assertThat(presets.read()).isEmpty();
    assertThat(names()).doesNotContain("presets.json.damaged-2");

    presets.update(before -> List.of(preset("new", 1)));
    assertThat(presets.read()).hasSize(1);
    Files.writeString(file, "damaged again");
    // Also where saving is the first to notice.
    presets.update(before -> List.of(preset("newer", 1)));
    assertThat(folder.resolve("presets.json.damaged-1")).hasContent(content);
    assertThat(folder.resolve("presets.json.damaged-2")).hasContent("damaged again");
  }

  @Test
  void aChangeThatIsRefusedLeavesTheFileAsItWas() throws IOException {
    PresetFile presets = new PresetFile(folder.resolve("presets.json"));
    presets.update(before -> List.of(preset("a", 1)));
    byte[] bytes = Files.readAllBytes(folder.resolve("presets.json"));
    assertThatThrownBy(
            () ->
                presets.update(
                    before -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(Files.readAllBytes(folder.resolve("presets.json"))).isEqualTo(bytes);
  }

  @Test
  void aFolderThatCannotBeMadeIsSaidWithTheFix() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");
    PresetFile presets = new PresetFile(inTheWay.resolve("presets.json"));
    assertThatThrownBy(() -> presets.update(before -> before))
        .isInstanceOfSatisfying(
            PresetException.class, e -> assertThat(e.kind()).isEqualTo(PresetException.Kind.STORE))
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("--presets-file");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.json"), "[]");
    Path link = Files.createSymbolicLink(folder.resolve("presets.json"), real);
    new PresetFile(link).update(before -> List.of(preset("a", 1)));
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(new PresetFile(real).read()).hasSize(1);
  }

  @Test
  void aFolderIsNoFileOfPresets() {
    Settings settings = Settings.defaults().with(Map.of("presets-file", folder.toString()));
    assertThatThrownBy(() -> PresetFile.of(settings, Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("folder");
  }
}
