package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;

/** Dreams with oneDNN on the CPU. */
public final class OneDnnEngine implements DreamEngine {
  /** What {@code --engine} calls it. */
  public static final String NAME = "onednn";

  private final Scope scope = new Scope();
  private final Precision precision;
  private final String detail;
  private final Cpu cpu;
  private final Writer writer;
  private final KernelStore kernels;

  private OneDnnEngine(int threads, Precision precision, Isa isa) {
    this.precision = precision;
    try {
      OpenMp openMp = new OpenMp();
      scope.own(openMp::close);
      cpu = Cpu.open(openMp.threads(threads), scope);
      writer = new Writer(cpu, openMp.threads(1));
      kernels = new KernelStore(cpu.engine(), writer);
      detail =
          "oneDNN, "
              + precision.label()
              + ", "
              + isa.label()
              + (!openMp.found()
                  ? ", as many threads as cores"
                  : threads == 1 ? ", 1 thread" : ", " + threads + " threads");
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Whether this CPU computes fast with a precision. bfloat16 is so only with AMX: elsewhere oneDNN
   * has no such convolutions or slow ones. The environment variable ONEDNN_MAX_CPU_ISA is heeded.
   *
   * @throws EngineException if the library cannot be loaded
   */
  public static boolean supports(Precision precision) {
    return precision == Precision.FLOAT32 || Isa.current().amx();
  }

  /**
   * Loads oneDNN; takes half a second the first time on a machine.
   *
   * @param threads compute threads, at least 1
   * @param precision one that is {@linkplain #supports supported}
   * @throws EngineException if the library cannot be loaded, or not compute so on this machine
   */
  public static OneDnnEngine open(int threads, Precision precision) {
    if (threads < 1) {
      throw new IllegalArgumentException("an engine needs at least 1 thread, not " + threads);
    }
    Isa isa = Isa.current();
    if (!supports(precision)) {
      throw new EngineException(
          "onednn: "
              + precision.label()
              + " needs a CPU with AMX, this one has "
              + isa.label()
              + "; use float32",
          new UnsupportedOperationException(isa.label()));
    }
    return new OneDnnEngine(threads, precision, isa);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String detail() {
    return detail;
  }

  @Override
  public DreamPlan prepare(Program program, Objective objective, int width, int height) {
    Network network = program.network();
    network.requireAligned(width, height);
    // A primitive is made for the number of threads that is in use on the thread that makes it.
    cpu.threads().use();
    try {
      return new OneDnnPlan(cpu, kernels, writer, program, objective, precision, width, height);
    } catch (OutOfMemoryError e) {
      throw EngineException.outOfMemory(NAME, program, width, height, e);
    }
  }

  /** Arrays of weights in native memory now, all plans together. */
  int kernelArrays() {
    return kernels.size();
  }

  @Override
  public void close() {
    scope.close();
  }
}
