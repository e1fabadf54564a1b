package dev.reverie.dream.live.mood;

import dev.reverie.dream.engine.SmallNetwork;
import dev.reverie.dream.network.Classifier;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.weights.Tensor;
import dev.reverie.dream.weights.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Models to walk through; their numbers are all zero. */
final class Models {
  private Models() {}

  /** Layers conv1, conv2 and pool1; conv3 and pool2 are beyond its weights. */
  static DreamModel threeLayers() {
    return classifier(SmallNetwork.NETWORK, 2);
  }

  /** Layers conv1, conv2, pool1, conv3 and pool2. */
  static DreamModel fiveLayers() {
    return classifier(SmallNetwork.NETWORK, 3);
  }

  /** Layer conv1 and nothing else. */
  static DreamModel oneLayer() {
    Network whole = SmallNetwork.NETWORK;
    return classifier(
        new Network("one", whole.preprocessing(), 1, List.of(whole.nodes().get(0))), 1);
  }

  private static DreamModel classifier(Network network, int convolutions) {
    List<Tensor> tensors = new ArrayList<>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.Conv conv && tensors.size() < 2 * convolutions) {
        List<Integer> shape = List.of(conv.outputs(), conv.inputs(), conv.kernel(), conv.kernel());
        tensors.add(zeros(node.name() + ".weight", shape));
        tensors.add(zeros(node.name() + ".bias", List.of(conv.outputs())));
      }
    }
    return new Classifier(network, new Weights("zeros", tensors, Map.of()), "conv1");
  }

  private static Tensor zeros(String name, List<Integer> shape) {
    int size = shape.stream().reduce(1, (a, b) -> a * b);
    return new Tensor(name, shape, FloatBuffer.allocate(size));
  }
}
