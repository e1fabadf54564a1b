package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests run in the module's folder, which is also where the example lies. */
class ReferenceDocsTest {
  private static final Path EXAMPLE = Path.of("reverie.yaml");
  private static final Path PAGE = Path.of("..", "docs", "controls.md");

  @TempDir Path folder;

  @BeforeAll
  static void regenerateIfAsked() throws IOException {
    if (Boolean.getBoolean("reverie.regenerate")) {
      Files.writeString(EXAMPLE, ReferenceDocs.exampleFile());
      Files.writeString(PAGE, ReferenceDocs.markdown());
    }
  }

  @Test
  void theExampleFileIsWhatTheTablesSay() throws IOException {
    compare(EXAMPLE, ReferenceDocs.exampleFile());
  }

  @Test
  void thePageOfControlsIsWhatTheTablesSay() throws IOException {
    compare(PAGE, ReferenceDocs.markdown());
  }

  @Test
  void theExampleFileLoadsAndChangesNothing() {
    assertThat(new ConfigLoader().load(Optional.of(EXAMPLE), Map.of(), Map.of()))
        .isEqualTo(Config.defaults());
  }

  @Test
  void theExampleFileLoadsWithEveryLineTakenIntoUseAndIsStillAllDefaults() throws IOException {
    List<String> names =
        Stream.concat(Settings.table().specs().stream(), Controls.table().specs().stream())
            .map(Spec::name)
            .toList();
    List<String> lines =
        Files.readAllLines(EXAMPLE).stream()
            .map(line -> line.replaceFirst("^#(?=\\S)", ""))
            .toList();
    Path used = Files.write(folder.resolve("used.yaml"), lines);

    assertThat(new YamlFile(used).read().stream().map(YamlFile.Entry::name))
        .containsExactlyElementsOf(names);
    assertThat(new ConfigLoader().load(Optional.of(used), Map.of(), Map.of()))
        .isEqualTo(Config.defaults());
  }

  @Test
  void everyVariableOfTheScriptsIsOnThePage() {
    assertThat(ReferenceDocs.markdown()).contains(ConfigLoader.LAUNCHER_VARIABLES);
    assertThat(ReferenceDocs.markdown())
        .contains(ConfigLoader.CONFIG_VARIABLE, ConfigLoader.MODELS_VARIABLE);
  }

  private static void compare(Path file, String expected) throws IOException {
    String found = Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "";
    if (!found.equals(expected)) {
      fail(
          "%s no longer matches the tables in Settings and Controls. Regenerate it with:%n"
              + "  mvn -f config/pom.xml test -Dreverie.regenerate=true",
          file.toAbsolutePath().normalize());
    }
  }
}
