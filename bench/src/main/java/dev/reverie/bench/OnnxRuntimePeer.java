package dev.reverie.bench;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.Program;

/** ONNX Runtime on the processor. It has no gradients: its forward pass is there for scale. */
final class OnnxRuntimePeer implements StepPeer {
  private static final String NAME = "onnxruntime-forward";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String precision() {
    return FLOAT32;
  }

  @Override
  public boolean supports(Program program, PictureSize size) {
    return true;
  }

  @Override
  public boolean forwardOnly(Program program) {
    return !program.direction();
  }

  @Override
  public DreamEngine open(int threads) {
    return new Engine(threads);
  }

  private record Engine(int threads) implements DreamEngine {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String detail() {
      return "ONNX Runtime, forward pass, float32, threads: " + threads;
    }

    @Override
    public DreamPlan prepare(Program program, Objective objective, int width, int height) {
      return new OnnxRuntimePlan(program, objective, width, height, threads);
    }

    @Override
    public void close() {
      // Plans own all there is.
    }
  }
}
