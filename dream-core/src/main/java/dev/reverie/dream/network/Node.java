package dev.reverie.dream.network;

import java.util.List;

/**
 * One named step of a network.
 *
 * @param name unique in its network; the published name of the layer
 * @param layer what is computed
 * @param inputs names of earlier nodes, or {@link Network#INPUT}
 */
public record Node(String name, Layer layer, List<String> inputs) {
  public Node {
    inputs = List.copyOf(inputs);
  }
}
