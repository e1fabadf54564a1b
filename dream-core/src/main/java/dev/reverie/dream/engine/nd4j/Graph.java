package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;

/** A program laid out for one picture size: its activations, and its stages in order. Owns both. */
final class Graph implements AutoCloseable {
  private final OpExecutioner executioner;
  private final KernelArrays kernels;
  private final Loops loops;
  private final boolean gradients;
  private final Map<String, Activation> activations = new HashMap<>();
  private final List<Stage> stages = new ArrayList<>();
  private final Set<String> started = new HashSet<>();
  private final Activation output;

  /**
   * @param gradients whether {@link #backward} will be called
   * @throws IllegalArgumentException if the picture is too small for the network
   */
  Graph(
      OpExecutioner executioner,
      KernelArrays kernels,
      Loops loops,
      Program program,
      int width,
      int height,
      boolean gradients) {
    this.executioner = executioner;
    this.kernels = kernels;
    this.loops = loops;
    this.gradients = gradients;
    Network network = program.network();
    Map<String, Shape> shapes = network.shapes(width, height);
    try {
      shapes.forEach((name, shape) -> activations.put(name, new Activation(shape, gradients)));
      // Last to first, because the first stage to run backward is the one that may overwrite a
      // shared gradient.
      for (int i = network.nodes().size() - 1; i >= 0; i--) {
        stages.add(0, stage(network, network.nodes().get(i), program.kernels()));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    output = activation(program.output());
  }

  /** The network's input, after preprocessing. */
  Activation input() {
    return activation(Network.INPUT);
  }

  /** The last node's result. */
  Activation output() {
    return output;
  }

  /** From {@link #input} to {@link #output}. */
  void forward() {
    for (int i = 0; i < stages.size(); i++) {
      stages.get(i).forward();
    }
  }

  /** From the output's gradient to the input's. */
  void backward() {
    for (int i = stages.size() - 1; i >= 0; i--) {
      stages.get(i).backward();
    }
  }

  private Stage stage(Network network, Node node, Map<String, Kernel> programKernels) {
    List<Activation> in = node.inputs().stream().map(this::activation).toList();
    List<Boolean> accumulate = node.inputs().stream().map(name -> !started.add(name)).toList();
    Activation first = in.get(0);
    boolean add = accumulate.get(0);
    Activation out = activation(node.name());
    Layer layer = node.layer();
    if (layer instanceof Layer.Conv conv) {
      Kernel kernel = programKernels.get(node.name());
      if (kernel == null) {
        throw new IllegalArgumentException("no weights for " + node.name());
      }
      return new ConvStage(
          executioner,
          loops,
          conv,
          kernels.acquire(kernel, conv),
          first,
          out,
          gradients,
          add,
          !onlyPooled(network, node.name()));
    }
    if (layer instanceof Layer.MaxPool pool) {
      return new MaxPoolStage(
          loops, pool, first, out, add, onlyPooled(network, node.inputs().get(0)));
    }
    if (layer instanceof Layer.Relu) {
      return new ElementStages.Relu(loops, first, out, add);
    }
    if (layer instanceof Layer.Add) {
      return new ElementStages.Add(loops, first, in.get(1), out, add, accumulate.get(1));
    }
    if (layer instanceof Layer.Concat) {
      return new ElementStages.Concat(loops, in, out, accumulate);
    }
    if (layer instanceof Layer.Lrn lrn) {
      return new LrnStage(lrn, first, out, add);
    }
    if (layer instanceof Layer.PixelUnshuffle unshuffle) {
      return rearrange(RearrangeStage.Kind.UNSHUFFLE, unshuffle.factor(), first, out, add);
    }
    if (layer instanceof Layer.PixelShuffle shuffle) {
      return rearrange(RearrangeStage.Kind.SHUFFLE, shuffle.factor(), first, out, add);
    }
    if (layer instanceof Layer.Upsample upsample) {
      return rearrange(RearrangeStage.Kind.UPSAMPLE, upsample.factor(), first, out, add);
    }
    throw new IllegalArgumentException("the nd4j engine has no " + layer);
  }

  private Stage rearrange(
      RearrangeStage.Kind kind, int factor, Activation in, Activation out, boolean add) {
    return new RearrangeStage(loops, kind, factor, in, out, add);
  }

  /**
   * Whether {@code name} is a convolution with ReLU whose result goes into one pool and nowhere
   * else. Then the pool lets the gradient through only where its maximum is above zero, which is
   * exactly what the ReLU would do, on a fraction of the values.
   */
  private static boolean onlyPooled(Network network, String name) {
    boolean relu =
        network.nodes().stream()
            .anyMatch(
                node ->
                    node.name().equals(name)
                        && node.layer() instanceof Layer.Conv conv
                        && conv.relu());
    List<Node> readers =
        network.nodes().stream().filter(node -> node.inputs().contains(name)).toList();
    return relu && readers.size() == 1 && readers.get(0).layer() instanceof Layer.MaxPool;
  }

  private Activation activation(String name) {
    Activation activation = activations.get(name);
    if (activation == null) {
      throw new IllegalArgumentException("no activation " + name);
    }
    return activation;
  }

  @Override
  public void close() {
    stages.forEach(Stage::close);
    activations.values().forEach(Activation::close);
  }
}
