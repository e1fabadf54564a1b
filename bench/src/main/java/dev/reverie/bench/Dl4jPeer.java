package dev.reverie.bench;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Program;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * DeepLearning4J as its users run it: a {@code ComputationGraph} of the network's layers, its
 * forward pass, and each layer's own back-propagation. The library the seed's author named.
 */
final class Dl4jPeer implements StepPeer {
  private static final String NAME = "deeplearning4j";

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
    return !program.direction()
        && Chains.isChain(program)
        && program.network().nodes().stream().allMatch(node -> supports(node.layer()));
  }

  private static boolean supports(Layer layer) {
    return layer instanceof Layer.Conv || (layer instanceof Layer.MaxPool pool && !pool.roundUp());
  }

  @Override
  public DreamEngine open(int threads) {
    // The same native library as Reverie's nd4j engine: what is set here holds for both.
    Nd4j.getExecutioner();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    return new Engine(threads);
  }

  private record Engine(int threads) implements DreamEngine {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String detail() {
      return "DeepLearning4J ComputationGraph on ND4J CPU, float32, threads: " + threads;
    }

    @Override
    public DreamPlan prepare(Program program, Objective objective, int width, int height) {
      return new Dl4jPlan(program, objective, width, height);
    }

    @Override
    public void close() {
      // Plans own all there is.
    }
  }
}
