package dev.reverie.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The processor that a measurement was made on, and what of it the libraries were forbidden to use.
 *
 * @param model as the system names it
 * @param features instruction sets, in Linux's words; empty on other systems, which have no list
 * @param limits the variables that are set among those that keep libraries from newer instructions,
 *     each as {@code NAME=value}
 */
record Cpu(String model, Set<String> features, List<String> limits) {
  private static final Path LINUX = Path.of("/proc/cpuinfo");

  /** oneDNN's own limit, in Reverie's engine and in PyTorch. */
  private static final String ONEDNN = "ONEDNN_MAX_CPU_ISA";

  /** PyTorch's own loops, OpenCV, OpenBLAS, and the Java machine (where it says {@code UseAVX}). */
  private static final List<String> LIMITS =
      List.of(
          ONEDNN,
          "DNNL_MAX_CPU_ISA",
          "ATEN_CPU_CAPABILITY",
          "OPENCV_CPU_DISABLE",
          "OPENBLAS_CORETYPE",
          "JAVA_TOOL_OPTIONS");

  /** Names of what a reader of figures wants to know about, from the older to the newer. */
  private static final List<String> NOTABLE =
      List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "sve", "bf16");

  Cpu {
    features = Set.copyOf(features);
    limits = List.copyOf(limits);
  }

  /** This machine's, with the limits that are in {@code environment}. */
  static Cpu of(Map<String, String> environment) {
    List<String> limits = new ArrayList<>();
    for (String name : LIMITS) {
      String value = environment.get(name);
      if (value != null && (!name.equals("JAVA_TOOL_OPTIONS") || value.contains("UseAVX"))) {
        limits.add(name + "=" + value);
      }
    }
    try {
      List<String> lines = Files.isReadable(LINUX) ? Files.readAllLines(LINUX) : List.of();
      String model = field(lines, "model name", System.getProperty("os.arch"));
      String features = field(lines, "flags", field(lines, "Features", ""));
      return new Cpu(model, Set.copyOf(Arrays.asList(features.split(" +", -1))), limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String field(List<String> lines, String name, String otherwise) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon >= 0 && line.substring(0, colon).strip().equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return otherwise;
  }

  /** Whether it multiplies bfloat16 in hardware, and oneDNN may let it. */
  boolean bfloat16() {
    boolean can = features.contains("avx512_bf16") || features.contains("amx_bf16");
    for (String limit : limits) {
      String value = limit.substring(limit.indexOf('=') + 1).toUpperCase(Locale.ROOT);
      boolean oneDnn = limit.startsWith(ONEDNN + "=") || limit.startsWith("DNNL_");
      boolean allows =
          value.equals("ALL") || value.equals("DEFAULT") || value.matches(".*(BF16|FP16|AMX).*");
      if (oneDnn && !allows) {
        return false;
      }
    }
    return can;
  }

  /** One line for people. */
  @Override
  public String toString() {
    List<String> notable = NOTABLE.stream().filter(features::contains).toList();
    return model
        + (notable.isEmpty() ? "" : " (" + String.join(" ", notable) + ")")
        + (limits.isEmpty() ? ", no limits" : ", limited by " + String.join(" ", limits));
  }
}
