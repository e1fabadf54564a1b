package dev.reverie.dream.network;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Names;
import dev.reverie.dream.weights.Tensor;
import dev.reverie.dream.weights.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A classifier to dream with: the dream's direction is the gradient of a layer's activation. The
 * weights may hold only the first part of the network; layers beyond it are listed as unavailable.
 */
public final class Classifier implements DreamModel {
  private final Network network;
  private final Map<String, Kernel> kernels = new LinkedHashMap<>();
  private final List<DreamLayer> layers;
  private final String defaultLayer;

  /**
   * @param network the whole network
   * @param weights tensors {@code LAYER.weight} (OIHW) and {@code LAYER.bias} for its convolutions
   * @param preferredLayer the layer to begin with, if the weights reach it; else the last one they
   *     reach
   * @throws IllegalArgumentException if not even the first convolution is there, or a shape is
   *     wrong
   */
  public Classifier(Network network, Weights weights, String preferredLayer) {
    this.network = network;
    Set<String> computable = new HashSet<>(Set.of(Network.INPUT));
    List<DreamLayer> found = new ArrayList<>();
    for (Node node : network.nodes()) {
      boolean available = computable.containsAll(node.inputs());
      if (node.layer() instanceof Layer.Conv conv) {
        available = available && weights.has(node.name() + ".weight");
        if (available) {
          kernels.put(node.name(), kernel(node.name(), conv, weights));
        }
      }
      if (available) {
        computable.add(node.name());
      }
      found.add(
          new DreamLayer(
              node.name(),
              node.name(),
              block(node.name()),
              kind(node.layer()),
              network.channels(node.name()),
              available));
    }
    layers = List.copyOf(found);
    defaultLayer =
        computable.contains(preferredLayer)
            ? preferredLayer
            : layers.stream()
                .filter(DreamLayer::available)
                .reduce((first, second) -> second)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "the weights hold no layer of "
                                + network.name()
                                + ": choose another file"))
                .name();
  }

  @Override
  public String name() {
    return network.name();
  }

  @Override
  public boolean givesDirection() {
    return false;
  }

  @Override
  public List<DreamLayer> layers() {
    return layers;
  }

  @Override
  public String defaultLayer() {
    return defaultLayer;
  }

  @Override
  public int alignment() {
    return network.alignment();
  }

  @Override
  public String layer(String name) {
    if (name.equals("auto")) {
      return defaultLayer;
    }
    List<String> available =
        layers.stream().filter(DreamLayer::available).map(DreamLayer::name).toList();
    for (DreamLayer layer : layers) {
      if (layer.name().equalsIgnoreCase(name)) {
        if (!layer.available()) {
          throw new InvalidValueException(
              "layer",
              name,
              "one of " + String.join(", ", available),
              "the weights at hand end before it; fetch the whole " + name() + " model");
        }
        return layer.name();
      }
    }
    throw Names.unknown("layer", name, available);
  }

  @Override
  public Program program(String layer) {
    Network cut = network.cutAt(layer(layer));
    Map<String, Kernel> used = new LinkedHashMap<>();
    for (Node node : cut.nodes()) {
      Kernel kernel = kernels.get(node.name());
      if (kernel != null) {
        used.put(node.name(), kernel);
      }
    }
    return new Program(cut, used, false);
  }

  private static Kernel kernel(String name, Layer.Conv conv, Weights weights) {
    Tensor weight = weights.tensor(name + ".weight");
    Tensor bias = weights.tensor(name + ".bias");
    List<Integer> expected = List.of(conv.outputs(), conv.inputs(), conv.kernel(), conv.kernel());
    if (!weight.shape().equals(expected) || !bias.shape().equals(List.of(conv.outputs()))) {
      throw new IllegalArgumentException(
          name + ": the weights have shape " + weight.shape() + ", the network needs " + expected);
    }
    return new Kernel(weight.data(), bias.data());
  }

  /**
   * {@code block3_conv2} belongs to {@code block3}, {@code inception_4c_5x5} to {@code
   * inception_4c}.
   */
  private static String block(String layer) {
    int slash = layer.indexOf('/');
    if (slash > 0) {
      return layer.substring(0, slash);
    }
    String[] words = layer.split("_", -1);
    return words.length > 1 && words[0].equals("inception") ? words[0] + "_" + words[1] : words[0];
  }

  private static String kind(Layer layer) {
    if (layer instanceof Layer.Conv) {
      return "conv";
    }
    if (layer instanceof Layer.MaxPool) {
      return "pool";
    }
    return layer instanceof Layer.Lrn ? "norm" : "block";
  }
}
