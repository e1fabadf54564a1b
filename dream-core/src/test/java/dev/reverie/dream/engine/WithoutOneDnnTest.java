package dev.reverie.dream.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Machines on which the best engine, or the best two, cannot be loaded. */
@Timeout(120)
final class WithoutOneDnnTest {
  @TempDir Path folder;

  /** The lines that it prints. */
  private List<String> dream(String... flags) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).getFileName().toString().matches("dnnl-.*-.*-.*-.*"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC"));
    command.addAll(List.of(flags));
    command.addAll(
        List.of(
            "-cp",
            classPath,
            WithoutOneDnn.class.getName(),
            folder.resolve("engines.json").toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.lines()
        .filter(line -> line.startsWith(WithoutOneDnn.SAYS))
        .map(line -> line.substring(WithoutOneDnn.SAYS.length()))
        .toList();
  }

  @Test
  void theNextEngineDreamsAndSaysWhy() throws Exception {
    List<String> said = dream("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED");
    assertThat(said).hasSize(3);
    assertThat(said.get(0)).isEqualTo("winograd");
    assertThat(said.get(1)).startsWith("onednn: its native library could not be loaded (");
    assertThat(said.get(2)).isEqualTo("true");
  }

  @Test
  void withoutTheVectorModuleTheLastOneDreams() throws Exception {
    List<String> said = dream();
    assertThat(said).hasSize(4);
    assertThat(said.get(0)).isEqualTo("nd4j");
    assertThat(said.get(1)).startsWith("onednn: ");
    assertThat(said.get(2)).startsWith("winograd: this Java does not give its vector module");
    assertThat(said.get(3)).isEqualTo("true");
  }
}
