package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** Dreams with oneDNN on the CPU. */
public final class OneDnnEngine implements DreamEngine {
  /** What {@code --engine} calls it. */
  public static final String NAME = "onednn";

  private final Scope scope = new Scope();
  private final dnnl_engine engine = new dnnl_engine();
  private final dnnl_stream stream = new dnnl_stream();
  private final Precision precision;
  private final String detail;
  private final KernelStore kernels;

  private OneDnnEngine(Precision precision, String detail) {
    this.precision = precision;
    this.detail = detail;
    Status.check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "open the CPU");
    scope.own(() -> dnnl.dnnl_engine_destroy(engine));
    int status = dnnl.dnnl_stream_create(stream, engine, dnnl.dnnl_stream_default_flags);
    if (status != dnnl.dnnl_success) {
      scope.close();
    }
    Status.check(status, "open the CPU");
    scope.own(() -> dnnl.dnnl_stream_destroy(stream));
    kernels = new KernelStore(engine, stream);
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
    boolean set = OpenMp.setThreads(threads);
    String detail =
        "oneDNN, "
            + precision.label()
            + ", "
            + isa.label()
            + (!set
                ? ", as many threads as cores"
                : threads == 1 ? ", 1 thread" : ", " + threads + " threads");
    return new OneDnnEngine(precision, detail);
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
    if (width % network.alignment() != 0 || height % network.alignment() != 0) {
      throw new IllegalArgumentException(
          network.name()
              + " takes sides that are multiples of "
              + network.alignment()
              + ", not "
              + width
              + "x"
              + height);
    }
    try {
      return new OneDnnPlan(engine, stream, kernels, program, objective, precision, width, height);
    } catch (OutOfMemoryError e) {
      throw new EngineException(
          "onednn: not enough memory for "
              + width
              + "x"
              + height
              + " through "
              + program.output()
              + "; use a smaller size",
          e);
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
