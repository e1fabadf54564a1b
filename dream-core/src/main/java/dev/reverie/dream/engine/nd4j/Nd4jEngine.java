package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Dreams with ND4J on the CPU: float32, everywhere that ND4J has a build for. */
public final class Nd4jEngine implements DreamEngine {
  /** What {@code --engine} calls it. */
  public static final String NAME = "nd4j";

  private final OpExecutioner executioner;
  private final Threads threads;
  private final String detail;
  private final KernelArrays kernels = new KernelArrays();
  private final Loops loops = new Loops();

  private Nd4jEngine(OpExecutioner executioner, Threads threads, String detail) {
    this.executioner = executioner;
    this.threads = threads;
    this.detail = detail;
  }

  /**
   * Loads ND4J; takes about a second the first time in a process.
   *
   * @param threads compute threads, at least 1
   * @throws EngineException if its libraries cannot be loaded on this machine
   */
  public static Nd4jEngine open(int threads) {
    try {
      OpExecutioner executioner = Nd4j.getExecutioner();
      NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
      boolean oneDnn = ops.buildInfo().contains("HAVE_ONEDNN");
      String detail =
          "ND4J CPU, float32"
              + (oneDnn ? ", oneDNN" : ", built without oneDNN (slow)")
              + (threads == 1 ? ", 1 thread" : ", " + threads + " threads");
      return new Nd4jEngine(executioner, new Threads(ops, threads), detail);
    } catch (RuntimeException | LinkageError e) {
      throw new EngineException(
          "nd4j: its native library could not be loaded ("
              + rootMessage(e)
              + "); see ./reverie doctor",
          e);
    }
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
    try {
      Graph graph =
          new Graph(executioner, kernels, loops, program, width, height, !program.direction());
      return new Nd4jPlan(
          graph,
          threads,
          loops,
          network.preprocessing(),
          objective,
          program.direction(),
          width,
          height);
    } catch (OutOfMemoryError e) {
      throw EngineException.outOfMemory(NAME, program, width, height, e);
    }
  }

  @Override
  public void close() {
    // Plans give their kernels back; nothing else outlives them.
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
