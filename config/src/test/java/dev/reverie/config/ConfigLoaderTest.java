package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir Path folder;

  @Test
  void withoutAnySourceEverythingIsAtItsDefault() {
    assertThat(load(Map.of(), Map.of())).isEqualTo(Config.defaults());
  }

  @Test
  void theCommandLineBeatsTheEnvironmentBeatsTheFileBeatsTheDefaults() throws IOException {
    Path file = yaml("step: 1.5\noctaves: 4\njitter: 1\nport: 1000\nhost: 0.0.0.0\n");

    Config config =
        new ConfigLoader()
            .load(
                Optional.of(file),
                Map.of("REVERIE_OCTAVES", "5", "REVERIE_JITTER", "2", "REVERIE_PORT", "2000"),
                Map.of("jitter", "3", "port", "3000"));

    assertThat(config.controls().step()).isEqualTo(1.5);
    assertThat(config.controls().octaves()).isEqualTo(5);
    assertThat(config.controls().jitter()).isEqualTo(3);
    assertThat(config.controls().steps()).isEqualTo(Controls.defaults().steps());
    assertThat(config.settings().port()).isEqualTo(3000);
    assertThat(config.settings().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void theFileNamedInTheEnvironmentIsReadUnlessTheCommandLineNamesOne() throws IOException {
    Path one = yaml("octaves: 4\n");
    Path other = Files.writeString(folder.resolve("other.yaml"), "octaves: 5\n");
    Map<String, String> environment = Map.of("REVERIE_CONFIG", one.toString());

    assertThat(load(environment, Map.of()).controls().octaves()).isEqualTo(4);
    assertThat(
            new ConfigLoader().load(Optional.of(other), environment, Map.of()).controls().octaves())
        .isEqualTo(5);
    assertThat(load(Map.of("REVERIE_CONFIG", " "), Map.of())).isEqualTo(Config.defaults());
  }

  @Test
  void anUnreadableFileNamedInTheEnvironmentIsRefusedLikeOneOnTheCommandLine() {
    assertThatThrownBy(
            () -> load(Map.of("REVERIE_CONFIG", folder.resolve("gone").toString()), Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("gone' no such file");
  }

  @Test
  void everySpellingOfANameIsUnderstood() throws IOException {
    assertThat(load(yaml("octave_scale: 1.5\ncameraFps: 25\n")))
        .isEqualTo(
            new Config(
                Settings.defaults().with(Map.of("camera-fps", 25)),
                Controls.defaults().with(Map.of("octave-scale", 1.5))));
    assertThat(load(Map.of(), Map.of("octaveScale", "1.5")).controls().octaveScale())
        .isEqualTo(1.5);
  }

  @Test
  void anUnknownNameInAFileIsRefusedWithItsLineAndTheNearestNameOfBothTables() {
    assertRefused("# first\n\nsterp: 3\n", "line 3: unknown name 'sterp'; did you mean 'step'?");
    assertRefused(
        "camera-with: 3\n", "line 1: unknown name 'camera-with'; did you mean 'camera-width'?");
    assertRefused(
        "step: 3\nquetzalcoatl: 3\n",
        "line 2: unknown name 'quetzalcoatl'; docs/controls.md lists all names");
  }

  @Test
  void aValueThatIsNotAllowedIsRefusedWithLineKeyValueAndRange() throws IOException {
    assertRefused(
        "\nsteps: 21\n",
        "line 2: steps: '21' is not allowed; use a whole number from 1 to 20 per tick");
    assertRefused("steps: 1.5\n", "line 1: steps: '1.5' is not allowed; use a whole number");
    assertRefused("step: much\n", "line 1: step: 'much' is not allowed; use a number from 0");
    assertRefused("mirror: maybe\n", "line 1: mirror: 'maybe' is not allowed; use on or off");
    assertRefused("mirror: 3\n", "line 1: mirror: '3' is not allowed; use on or off");
    assertRefused(
        "rotate: 45\n", "line 1: rotate: '45' is not allowed; use one of 0, 90, 180, 270");
    assertRefused("step: .nan\n", "line 1: step: '.nan' is not allowed");
    assertRefused("step: .inf\n", "line 1: step: '.inf' is not allowed");

    InvalidValueException refusal =
        catchThrowableOfType(InvalidValueException.class, () -> load(yaml("steps: 21\n")));
    assertThat(refusal.field()).isEqualTo("steps");
    assertThat(refusal.value()).isEqualTo("21");
    assertThat(refusal.allowed()).isEqualTo("a whole number from 1 to 20 per tick");
  }

  @Test
  void aValueInTheFileIsCheckedEvenWhereTheCommandLineReplacesIt() throws IOException {
    Path file = yaml("steps: 99\n");
    assertThatThrownBy(
            () -> new ConfigLoader().load(Optional.of(file), Map.of(), Map.of("steps", "2")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("'99'");
  }

  @Test
  void numbersAndSwitchesMeanWhatTheySayWhateverYamlMakesOfThem() throws IOException {
    Config config =
        load(
            yaml(
                """
                jitter: 010
                step: 1e1
                mirror: yes
                browser: Off
                normalize: "no"
                rotate: 90
                operator-token: 0x10
                layer: off
                steps: +5
                seed: '7'
                """));

    assertThat(config.controls().jitter()).isEqualTo(10);
    assertThat(config.controls().step()).isEqualTo(10);
    assertThat(config.settings().mirror()).isTrue();
    assertThat(config.settings().browser()).isFalse();
    assertThat(config.controls().normalize()).isFalse();
    assertThat(config.settings().rotate()).isEqualTo("90");
    assertThat(config.settings().operatorToken()).isEqualTo("0x10");
    assertThat(config.controls().layer()).isEqualTo("off");
    assertThat(config.controls().steps()).isEqualTo(5);
    assertThat(config.settings().seed()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"step: 0x10", "step: 1_000", "step: 3f", "step: 1:30", "step: 2026-01-01"})
  void numbersInNotationsThatPeopleMisreadAreRefused(String line) {
    assertRefused(line + "\n", "line 1: step: '" + line.substring(6) + "' is not allowed");
  }

  @Test
  void aNameSetTwiceIsRefusedInWhateverSpelling() {
    assertRefused("octaves: 2\n\noctaves: 3\n", "line 3: 'octaves' is set on line 1 already");
    assertRefused(
        "octave-scale: 1.3\noctaveScale: 1.3\n", "line 2: 'octave-scale' is set on line 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"step:", "step: ~", "step: null", "step: # later", "step: !!null ''"})
  void aNameWithoutAValueIsRefused(String line) {
    assertThatThrownBy(() -> load(yaml(line + "\n")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("line 1: 'step' has");
  }

  @Test
  void emptyTextIsAValue() throws IOException {
    assertThat(load(yaml("models-dir: ''\n"))).isEqualTo(Config.defaults());
    assertRefused("step: ''\n", "line 1: step: '' is not allowed; use a number");
  }

  @Test
  void listsGroupsAliasesTagsAndSecondDocumentsAreRefused() {
    assertRefused("step: [1, 2]\n", "line 1: 'step' holds a list or a group");
    assertRefused("controls:\n  step: 3\n", "line 1: 'controls' holds a list or a group");
    assertRefused("step: &a 3\nsteps: *a\n", "line 2: 'steps' is an alias (*)");
    assertRefused("step: !!java.net.URL 'x'\n", "line 1: 'step' has a tag (!)");
    assertRefused("- step\n", "line 1: expected lines of the form 'name: value'");
    assertRefused("step 3\n", "line 1: expected lines of the form 'name: value'");
    assertRefused("step: 3\n---\nstep: 4\n", "line 3: a second document begins");
    assertRefused("<<: {step: 3}\n", "line 1: '<<' holds a list or a group");
    assertRefused("[" + "[".repeat(200_000), "line 1: expected lines");
    assertRefused("step: " + "{a: ".repeat(100_000), "line 1: 'step' holds a list or a group");
  }

  @Test
  void aYamlBombIsRefusedAtItsFirstList() {
    StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      bomb.append(c).append(": &").append(c).append(" [");
      bomb.append(("*" + (char) (c - 1) + ", ").repeat(10)).append("]\n");
    }
    assertRefused(bomb.toString(), "line 1: 'a' holds a list or a group");
  }

  @Test
  void malformedYamlIsRefusedOnOneLineWithItsPlace() {
    assertRefused("step: 3\n\tsteps: 4\n", "line 2 column 1: not YAML: found character '\\t(TAB)'");
    assertRefused("host: \"abc\n", "line 2 column 1: not YAML: found unexpected end of stream");
    assertRefused(
        "step: 3\n  size: 4\n", "line 2 column 7: not YAML: mapping values are not allowed");
    assertRefused("step: 1\nsteps\n", "line 3 column 1: not YAML: could not find expected ':'");
    assertRefused("? [a]\n: 3\n", "line 1: not YAML: Expected a field name");
    assertRefused("step: 1\nhost: a\u0007b\n", "line 2: control character U+0007");
  }

  @Test
  void textWithControlCharactersIsRefusedAndShownHarmless() {
    assertRefused("host: \"a\\e[31mb\\nc\"\n", "line 1: host: 'a?[31mb?c' is not allowed");
    assertRefused("layer: |\n  two\n  lines\n", "line 1: layer: 'two?lines");
  }

  @Test
  void aFileOfCommentsOrOfNothingIsFine() throws IOException {
    assertThat(load(yaml(""))).isEqualTo(Config.defaults());
    assertThat(load(yaml("# step: 3\n\n"))).isEqualTo(Config.defaults());
    assertThat(load(yaml("\uFEFFstep: 3\r\nsteps: 1\r\n")).controls().step()).isEqualTo(3);
  }

  @Test
  void aMissingFileAFolderAHugeFileAndBinaryDataAreRefused() throws IOException {
    assertRefused(folder.resolve("no.yaml"), "no.yaml' no such file; name a YAML file");
    assertRefused(folder, "' is a folder; name the YAML file in it");
    Path huge = Files.writeString(folder.resolve("huge.yaml"), "# 0123456789\n".repeat(100_000));
    assertRefused(huge, "huge.yaml' is larger than 1 MiB");
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe4, '\n'});
    assertRefused(latin, "latin.yaml' is not UTF-8 text");
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {0x7f, 'E', 'L', 'F', 0});
    assertRefused(binary, "binary.yaml line 1: control character U+007F");
    Path notAFolder = Files.writeString(folder.resolve("plain"), "").resolve("below.yaml");
    assertRefused(notAFolder, "below.yaml' cannot be read");
  }

  @Test
  void theEnvironmentReachesEverySettingAndControl() {
    assertThat(load(Map.of("REVERIE_OCTAVE_SCALE", "1.7"), Map.of()).controls().octaveScale())
        .isEqualTo(1.7);
    assertThat(load(Map.of("REVERIE_CAMERA_WIDTH", "640"), Map.of()).settings().cameraWidth())
        .isEqualTo(640);
    assertThat(load(Map.of("REVERIE_MODELS", "/m"), Map.of()).settings().modelsDir())
        .isEqualTo("/m");
    assertThat(load(Map.of("REVERIE_MODELS_DIR", "/m"), Map.of()).settings().modelsDir())
        .isEqualTo("/m");
  }

  @Test
  void variablesOfOthersAndOfTheStartScriptsAreLeftAlone() {
    assertThat(
            load(
                Map.of(
                    "PATH", "/bin",
                    "STEP", "99999999",
                    "REVERIE_JAVA_OPTS", "-Xmx1g",
                    "REVERIE_NO_INSTALL", "1",
                    "REVERIE_CHROMIUM", "/usr/bin/chromium"),
                Map.of()))
        .isEqualTo(Config.defaults());
  }

  @Test
  void aMisspeltVariableIsRefusedWithTheNearestOne() {
    assertThatThrownBy(() -> load(Map.of("REVERIE_OCTAVE_SCAEL", "1.5"), Map.of()))
        .hasMessage(
            "environment: unknown variable 'REVERIE_OCTAVE_SCAEL';"
                + " did you mean 'REVERIE_OCTAVE_SCALE'?");
    assertThatThrownBy(() -> load(Map.of("REVERIE_CONFG", "x"), Map.of()))
        .hasMessageEndingWith("did you mean 'REVERIE_CONFIG'?");
    assertThatThrownBy(() -> load(Map.of("REVERIE_", "x"), Map.of()))
        .hasMessage("environment: unknown variable 'REVERIE_'; docs/controls.md lists all names");
    assertThatThrownBy(
            () -> load(Map.of("REVERIE_MODELS", "/a", "REVERIE_MODELS_DIR", "/b"), Map.of()))
        .hasMessage("environment: REVERIE_MODELS and REVERIE_MODELS_DIR mean the same; unset one");
  }

  @Test
  void aVariableOutOfRangeIsRefusedUnderItsOwnName() {
    assertThatThrownBy(() -> load(Map.of("REVERIE_PORT", "70000"), Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("REVERIE_PORT: '70000' is not allowed; use a whole number from 0 to 65535");
    assertThatThrownBy(() -> load(Map.of("REVERIE_PORT", ""), Map.of()))
        .hasMessageStartingWith("REVERIE_PORT: '' is not allowed");
  }

  @Test
  void anOptionIsRefusedAsItIsTyped() {
    assertThatThrownBy(() -> load(Map.of(), Map.of("sterp", "1")))
        .hasMessage("unknown option '--sterp'; did you mean '--step'?");
    assertThatThrownBy(() -> load(Map.of(), Map.of("port", "-1")))
        .hasMessage("--port: '-1' is not allowed; use a whole number from 0 to 65535");
  }

  @Test
  void aSecretIsNeverShown() throws IOException {
    String secret = "s3cret".repeat(1000);
    assertThatThrownBy(() -> load(Map.of("REVERIE_OPERATOR_TOKEN", secret), Map.of()))
        .hasMessageStartingWith("REVERIE_OPERATOR_TOKEN: '***' is not allowed")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> load(yaml("operator-token: " + secret + "\n")))
        .hasMessageContaining("line 1: operator-token: '***'")
        .hasMessageNotContaining("s3cret");
    Config config = load(yaml("operator-token: s3cret\n"));
    assertThat(config.settings().operatorToken()).isEqualTo("s3cret");
    assertThat(config.toString()).contains("operator-token=***").doesNotContain("s3cret");
  }

  @Test
  void aSettingAndAControlNeverShareANameNorAVariable() {
    TreeSet<String> names = new TreeSet<>();
    Settings.table().specs().forEach(spec -> assertThat(names.add(spec.name())).isTrue());
    Controls.table()
        .specs()
        .forEach(spec -> assertThat(names.add(spec.name())).as(spec.name()).isTrue());

    assertThat(
            names.stream()
                .map(name -> "REVERIE_" + name.replace('-', '_').toUpperCase(Locale.ROOT)))
        .doesNotContainAnyElementsOf(ConfigLoader.LAUNCHER_VARIABLES)
        .doesNotContain(ConfigLoader.CONFIG_VARIABLE, ConfigLoader.MODELS_VARIABLE);
  }

  private void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> load(yaml(yaml)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(folder.resolve("reverie.yaml") + " ")
        .hasMessageContaining("reverie.yaml " + message)
        .hasMessageMatching(".*");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(message)
        .hasMessageMatching(".*");
  }

  private Path yaml(String text) throws IOException {
    return Files.writeString(folder.resolve("reverie.yaml"), text);
  }

  private static Config load(Path file) {
    return new ConfigLoader().load(Optional.of(file), Map.of(), Map.of());
  }

  private static Config load(Map<String, String> environment, Map<String, String> options) {
    return new ConfigLoader().load(Optional.empty(), environment, options);
  }
}
