package dev.reverie.dream.engine;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Preprocessing;
import dev.reverie.dream.network.Program;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A small network in VGG's manner, with seeded random weights: two convolutions, a pool, a
 * convolution, a pool.
 */
public final class SmallNetwork {
  /** Ends in {@code pool2}. */
  public static final Network NETWORK =
      new Network(
          "small",
          new Preprocessing(false, 100, 110, 120, 1),
          1,
          List.of(
              node("conv1", new Layer.Conv(3, 8, 3, 1, 1, true), Network.INPUT),
              node("conv2", new Layer.Conv(8, 8, 3, 1, 1, true), "conv1"),
              node("pool1", new Layer.MaxPool(2, 2, 0, false), "conv2"),
              node("conv3", new Layer.Conv(8, 12, 3, 1, 1, true), "pool1"),
              node("pool2", new Layer.MaxPool(2, 2, 0, false), "conv3")));

  private SmallNetwork() {}

  /** A node in fewer words. */
  public static Node node(String name, Layer layer, String... inputs) {
    return new Node(name, layer, List.of(inputs));
  }

  /**
   * Seeded weights for every convolution of a network, small enough that activations stay near the
   * picture's range.
   */
  public static Program program(Network network, long seed) {
    Random random = new Random(seed);
    Map<String, Kernel> kernels = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.Conv conv) {
        int taps = conv.inputs() * conv.kernel() * conv.kernel();
        FloatBuffer weight = FloatBuffer.allocate(conv.outputs() * taps);
        FloatBuffer bias = FloatBuffer.allocate(conv.outputs());
        while (weight.hasRemaining()) {
          weight.put((float) (random.nextGaussian() * Math.sqrt(2.0 / taps)));
        }
        while (bias.hasRemaining()) {
          bias.put((float) random.nextGaussian());
        }
        kernels.put(node.name(), new Kernel(weight.flip(), bias.flip()));
      }
    }
    return new Program(network, kernels, false);
  }
}
