package dev.reverie.dream.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names all that measured figures depend on: another name, and they have to be made again. */
public final class MachineId {
  private static final Logger log = LoggerFactory.getLogger(MachineId.class);
  private static final Path LINUX = Path.of("/proc/cpuinfo");

  /** Variables that keep libraries from instructions or change how their threads wait. */
  private static final List<String> LIMITS =
      List.of(
          "ONEDNN_MAX_CPU_ISA",
          "DNNL_MAX_CPU_ISA",
          "OMP_WAIT_POLICY",
          "OMP_NUM_THREADS",
          "GOMP_SPINCOUNT");

  private MachineId() {}

  /**
   * The name of this machine, for this program.
   *
   * @param version Reverie's
   * @param environment the process's variables
   * @param cores that the program may use
   */
  public static String of(String version, Map<String, String> environment, int cores) {
    Map<String, String> cpu = new LinkedHashMap<>();
    cpu.put("model name", System.getProperty("os.arch"));
    if (Files.isReadable(LINUX)) {
      try (Stream<String> lines = Files.lines(LINUX)) {
        // The first core's lines; the others say the same.
        lines.takeWhile(line -> !line.isBlank()).forEach(line -> note(cpu, line));
      } catch (IOException | UncheckedIOException e) {
        log.debug("{} cannot be read", LINUX, e);
      }
    }
    List<String> limits =
        LIMITS.stream()
            .filter(environment::containsKey)
            .map(name -> name + "=" + environment.get(name))
            .toList();
    // Flags like -XX:UseAVX=2 change what the engine that is written in Java can do.
    List<String> flags =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("-XX") || flag.startsWith("-Xint"))
            .sorted()
            .toList();
    return String.join(
        " | ",
        cpu.get("model name"),
        "flags " + Integer.toHexString(String.valueOf(cpu.get("flags")).hashCode()),
        cores + " cores",
        "Reverie " + version,
        "Java " + System.getProperty("java.vm.name") + " " + Runtime.version(),
        String.join(" ", limits),
        String.join(" ", flags));
  }

  private static void note(Map<String, String> cpu, String line) {
    int colon = line.indexOf(':');
    if (colon > 0) {
      cpu.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
  }
}
