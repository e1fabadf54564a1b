package dev.reverie.dream.network;

import java.util.Map;

/**
 * What an engine runs: a network that ends in the layer to dream on, and the numbers of its
 * convolutions.
 *
 * @param network cut so that its last node is the one to dream on
 * @param kernels by the name of the convolution; shared between all programs of a model and never
 *     modified
 * @param direction whether the last node's output is the direction of the dream itself (RGB planes
 *     of the picture's size) rather than an activation whose gradient is wanted
 */
public record Program(Network network, Map<String, Kernel> kernels, boolean direction) {
  public Program {
    kernels = Map.copyOf(kernels);
  }

  /** The name of the last node. */
  public String output() {
    return network.nodes().get(network.nodes().size() - 1).name();
  }
}
