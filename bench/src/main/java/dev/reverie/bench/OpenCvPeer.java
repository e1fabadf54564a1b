package dev.reverie.bench;

import static java.util.Objects.requireNonNull;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.util.Map;
import org.bytedeco.opencv.global.opencv_core;

/**
 * OpenCV's network module. It has no gradients of its own: the way back is written into the graph
 * as further layers, see {@link OnnxFiles#withGradient}.
 */
final class OpenCvPeer implements StepPeer {
  private static final String NAME = "opencv";

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
    if (program.direction() || !Chains.isChain(program)) {
      return false;
    }
    Map<String, Shape> shapes = program.network().shapes(size.width(), size.height());
    for (Node node : program.network().nodes()) {
      if (!supports(node.layer(), requireNonNull(shapes.get(node.inputs().get(0))))) {
        return false;
      }
    }
    return true;
  }

  private static boolean supports(Layer layer, Shape input) {
    if (layer instanceof Layer.Conv conv) {
      return conv.stride() == 1;
    }
    // MaxUnpool makes pictures that are whole numbers of windows.
    return layer instanceof Layer.MaxPool pool
        && pool.kernel() == pool.stride()
        && pool.padding() == 0
        && input.width() % pool.stride() == 0
        && input.height() % pool.stride() == 0;
  }

  @Override
  public DreamEngine open(int threads) {
    int before = opencv_core.getNumThreads();
    opencv_core.setNumThreads(threads);
    return new Engine(threads, before);
  }

  private record Engine(int threads, int threadsBefore) implements DreamEngine {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String detail() {
      return "OpenCV DNN with Winograd, float32, threads: " + threads;
    }

    @Override
    public DreamPlan prepare(Program program, Objective objective, int width, int height) {
      return new OpenCvPlan(program, objective, width, height);
    }

    @Override
    public void close() {
      opencv_core.setNumThreads(threadsBefore);
    }
  }
}
