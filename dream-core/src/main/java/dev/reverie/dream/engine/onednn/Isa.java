package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.EngineException;
import org.bytedeco.dnnl.global.dnnl;

/**
 * The instructions that oneDNN uses on this machine.
 *
 * @param label for people
 * @param amx whether it has the matrix unit, which makes bfloat16 fast
 */
record Isa(String label, boolean amx) {

  /**
   * Loads the library and asks it.
   *
   * @throws EngineException if it cannot be loaded
   */
  static Isa current() {
    try {
      return of(dnnl.dnnl_get_effective_cpu_isa());
    } catch (LinkageError | RuntimeException e) {
      throw new EngineException(
          "onednn: its native library could not be loaded ("
              + rootMessage(e)
              + "); see ./reverie doctor",
          e);
    }
  }

  /** oneDNN's number in words; each instruction set is a bit that the larger ones include. */
  static Isa of(int isa) {
    boolean amx = has(isa, dnnl.dnnl_cpu_isa_avx512_core_amx);
    if (amx) {
      return new Isa("AMX", true);
    }
    if (has(isa, dnnl.dnnl_cpu_isa_avx512_core)) {
      return new Isa("AVX-512", false);
    }
    if (has(isa, dnnl.dnnl_cpu_isa_avx2)) {
      return new Isa("AVX2", false);
    }
    return new Isa(has(isa, dnnl.dnnl_cpu_isa_sse41) ? "SSE4.1" : "no vector unit", false);
  }

  private static boolean has(int isa, int wanted) {
    return (isa & wanted) == wanted;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
