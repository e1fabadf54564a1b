package dev.reverie.dream.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a network down layer by layer; each call appends a node and returns its name. */
final class NetworkBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Integer> channels = new HashMap<>(Map.of(Network.INPUT, 3));

  /** A convolution followed by ReLU. */
  String convRelu(String name, String input, int outputs, int kernel, int stride, int padding) {
    return add(
        name,
        new Layer.Conv(channels(input), outputs, kernel, stride, padding, true),
        outputs,
        input);
  }

  /** A convolution alone. */
  String conv(String name, String input, int outputs, int kernel, int stride, int padding) {
    return add(
        name,
        new Layer.Conv(channels(input), outputs, kernel, stride, padding, false),
        outputs,
        input);
  }

  String relu(String name, String input) {
    return add(name, new Layer.Relu(), channels(input), input);
  }

  String maxPool(String name, String input, int kernel, int stride, int padding, boolean roundUp) {
    return add(name, new Layer.MaxPool(kernel, stride, padding, roundUp), channels(input), input);
  }

  String lrn(String name, String input, Layer.Lrn lrn) {
    return add(name, lrn, channels(input), input);
  }

  String concat(String name, String... inputs) {
    int sum = 0;
    for (String input : inputs) {
      sum += channels(input);
    }
    return add(name, new Layer.Concat(), sum, inputs);
  }

  String sum(String name, String a, String b) {
    return add(name, new Layer.Add(), channels(a), a, b);
  }

  String unshuffle(String name, String input, int factor) {
    return add(name, new Layer.PixelUnshuffle(factor), channels(input) * factor * factor, input);
  }

  String shuffle(String name, String input, int factor) {
    return add(name, new Layer.PixelShuffle(factor), channels(input) / (factor * factor), input);
  }

  String upsample(String name, String input, int factor) {
    return add(name, new Layer.Upsample(factor), channels(input), input);
  }

  Network build(String name, Preprocessing preprocessing, int alignment) {
    return new Network(name, preprocessing, alignment, nodes);
  }

  int channels(String node) {
    Integer count = channels.get(node);
    if (count == null) {
      throw new IllegalArgumentException("no layer " + node + " yet");
    }
    return count;
  }

  private String add(String name, Layer layer, int outputs, String... inputs) {
    nodes.add(new Node(name, layer, List.of(inputs)));
    channels.put(name, outputs);
    return name;
  }
}
