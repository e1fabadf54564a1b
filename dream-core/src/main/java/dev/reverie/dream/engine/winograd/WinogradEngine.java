package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.winograd.kernel.Lanes;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Dreams with Java's own vector instructions: float32, on any CPU, without a native library. */
public final class WinogradEngine implements DreamEngine {
  /** What {@code --engine} calls it. */
  public static final String NAME = "winograd";

  private final Workers workers;
  private final WeightsCache weights = new WeightsCache();
  private final String detail;

  private WinogradEngine(int threads, String detail) {
    workers = new Workers(threads);
    this.detail = detail;
  }

  /**
   * Starts its threads.
   *
   * @param threads compute threads, the caller's among them; at least 1
   * @throws EngineException if this Java has no vector module
   */
  public static WinogradEngine open(int threads) {
    VectorModule.load();
    return new WinogradEngine(
        threads,
        "Winograd convolutions in Java, float32, vectors of "
            + Lanes.COUNT
            + (threads == 1 ? ", 1 thread" : ", " + threads + " threads"));
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
    Scratch[] scratch = new Scratch[workers.count()];
    Arrays.setAll(scratch, i -> new Scratch());
    List<WeightsCache.Entry> held = new ArrayList<>();
    try {
      return new WinogradPlan(
          new GraphBuilder(workers, scratch, weights, held, program, width, height).build(),
          held,
          network.preprocessing(),
          objective,
          program.direction(),
          width,
          height);
    } catch (OutOfMemoryError | ArithmeticException e) {
      held.forEach(WeightsCache.Entry::close);
      throw EngineException.outOfMemory(NAME, program, width, height, e);
    } catch (RuntimeException | Error e) {
      held.forEach(WeightsCache.Entry::close);
      throw e;
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
