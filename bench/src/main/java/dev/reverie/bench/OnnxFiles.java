package dev.reverie.bench;

import static java.util.Objects.requireNonNull;

import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** Reverie's networks as ONNX files, for one size of picture, in memory. */
final class OnnxFiles {
  /** The input that the gradient begins with; see {@link #withGradient}. */
  static final String SEED = "seed";

  /** The output that holds the gradient with respect to the network's input. */
  static final String GRADIENT = "gradient";

  private final OnnxGraph graph = new OnnxGraph();
  private final Program program;
  private final Map<String, Shape> shapes;
  private final boolean indices;

  private OnnxFiles(Program program, int width, int height, boolean indices) {
    this.program = program;
    shapes = program.network().shapes(width, height);
    this.indices = indices;
    graph.input(Network.INPUT, shape(Network.INPUT));
    for (Node node : program.network().nodes()) {
      forward(node);
    }
    graph.output(program.output(), shape(program.output()));
  }

  /** From {@link Network#INPUT} to the program's last node. */
  static byte[] forward(Program program, int width, int height) {
    return new OnnxFiles(program, width, height, false).graph.file();
  }

  /**
   * Forward and back again, for chains of unstrided convolutions and unpadded max pools: back
   * through a convolution is a convolution with its kernels turned and transposed, through a pool
   * it is MaxUnpool with the pool's indices, and through ReLU it is a product with the sign of its
   * result. Sign and product come after the pool where there is one, on a quarter of the values:
   * where the maximum is zero no gradient passes, wherever it stood.
   *
   * @param objective for {@link Objective.L2} the gradient begins with {@link #SEED} times the
   *     result, for the others with {@link #SEED} itself
   */
  static byte[] withGradient(Program program, Objective objective, int width, int height) {
    OnnxFiles files = new OnnxFiles(program, width, height, true);
    files.backward(objective);
    return files.graph.file();
  }

  private Shape shape(String name) {
    return requireNonNull(shapes.get(name));
  }

  private void forward(Node node) {
    String name = node.name();
    List<String> in = node.inputs();
    Layer layer = node.layer();
    if (layer instanceof Layer.Conv conv) {
      convolution(node, conv);
    } else if (layer instanceof Layer.MaxPool pool) {
      String[] outputs = indices ? new String[] {name, indices(name)} : new String[] {name};
      OnnxGraph.Attributes attributes =
          graph
              .node("MaxPool", in, outputs)
              .ints("kernel_shape", pool.kernel(), pool.kernel())
              .ints("strides", pool.stride(), pool.stride())
              .ints("pads", pads(pool.padding()));
      if (pool.roundUp()) { // a zero would not be in the file, and OpenCV minds that
        attributes.number("ceil_mode", 1);
      }
    } else if (layer instanceof Layer.Relu) {
      graph.node("Relu", in, name);
    } else if (layer instanceof Layer.Add) {
      graph.node("Add", in, name);
    } else if (layer instanceof Layer.Concat) {
      graph.node("Concat", in, name).number("axis", 1);
    } else if (layer instanceof Layer.Lrn lrn) {
      graph
          .node("LRN", in, name)
          .number("size", lrn.size())
          .real("alpha", lrn.alpha())
          .real("beta", lrn.beta())
          .real("bias", lrn.k());
    } else if (layer instanceof Layer.PixelShuffle shuffle) {
      graph
          .node("DepthToSpace", in, name)
          .number("blocksize", shuffle.factor())
          .text("mode", "CRD");
    } else if (layer instanceof Layer.PixelUnshuffle unshuffle) {
      unshuffle(node, unshuffle.factor());
    } else if (layer instanceof Layer.Upsample upsample) {
      float f = upsample.factor();
      String scales =
          graph.constant(name + ".scales", FloatBuffer.wrap(new float[] {1, 1, f, f}), 4);
      graph
          .node("Resize", List.of(in.get(0), "", scales), name)
          .text("mode", "nearest")
          .text("coordinate_transformation_mode", "asymmetric")
          .text("nearest_mode", "floor");
    } else {
      throw new IllegalArgumentException("no ONNX operator for " + layer);
    }
  }

  private void convolution(Node node, Layer.Conv conv) {
    String name = node.name();
    Kernel kernel = kernel(name);
    int side = conv.kernel();
    String weight =
        graph.constant(
            name + ".weight", kernel.weight(), conv.outputs(), conv.inputs(), side, side);
    String bias = graph.constant(name + ".bias", kernel.bias(), conv.outputs());
    graph
        .node(
            "Conv",
            List.of(node.inputs().get(0), weight, bias),
            conv.relu() ? name + ".linear" : name)
        .ints("kernel_shape", side, side)
        .ints("strides", conv.stride(), conv.stride())
        .ints("pads", pads(conv.padding()));
    if (conv.relu()) {
      graph.node("Relu", List.of(name + ".linear"), name);
    }
  }

  /** ONNX's SpaceToDepth orders channels otherwise. */
  private void unshuffle(Node node, int factor) {
    String name = node.name();
    Shape in = shape(node.inputs().get(0));
    Shape out = shape(name);
    String split =
        graph.constant(
            name + ".split", 1, in.channels(), out.height(), factor, out.width(), factor);
    String merged = graph.constant(name + ".merged", 1, out.channels(), out.height(), out.width());
    graph.node("Reshape", List.of(node.inputs().get(0), split), name + ".blocks");
    graph
        .node("Transpose", List.of(name + ".blocks"), name + ".ordered")
        .ints("perm", 0, 1, 3, 5, 2, 4);
    graph.node("Reshape", List.of(name + ".ordered", merged), name);
  }

  private void backward(Objective objective) {
    graph.input(SEED, shape(program.output()));
    String gradient = SEED;
    if (objective instanceof Objective.L2) {
      graph.node("Mul", List.of(SEED, program.output()), "seed.scaled");
      gradient = "seed.scaled";
    }
    List<Node> nodes = program.network().nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      boolean first = i == 0;
      if (node.layer() instanceof Layer.MaxPool pool) {
        if (!first && rectified(nodes.get(i - 1))) {
          gradient = masked(gradient, node.name());
        }
        String up = "back." + node.name();
        graph
            .node("MaxUnpool", List.of(gradient, indices(node.name())), up)
            .ints("kernel_shape", pool.kernel(), pool.kernel())
            .ints("strides", pool.stride(), pool.stride())
            .ints("pads", 0, 0); // two, not four: OpenCV's reading of the standard
        gradient = up;
      } else if (node.layer() instanceof Layer.Conv conv) {
        boolean pooled = i + 1 < nodes.size() && nodes.get(i + 1).layer() instanceof Layer.MaxPool;
        if (conv.relu() && !pooled) {
          gradient = masked(gradient, node.name());
        }
        gradient =
            transposed(node.name(), conv, gradient, first ? GRADIENT : "back." + node.name());
      } else {
        throw new IllegalArgumentException("no way back through " + node.layer());
      }
    }
    graph.output(GRADIENT, shape(Network.INPUT));
  }

  private static boolean rectified(Node node) {
    return node.layer() instanceof Layer.Conv conv && conv.relu();
  }

  private String masked(String gradient, String activation) {
    graph.node("Sign", List.of(activation), "sign." + activation);
    graph.node("Mul", List.of(gradient, "sign." + activation), "masked." + activation);
    return "masked." + activation;
  }

  private String transposed(String name, Layer.Conv conv, String gradient, String result) {
    int side = conv.kernel();
    int taps = side * side;
    FloatBuffer from = kernel(name).weight();
    FloatBuffer turned = FloatBuffer.allocate(from.remaining());
    for (int o = 0; o < conv.outputs(); o++) {
      for (int i = 0; i < conv.inputs(); i++) {
        for (int t = 0; t < taps; t++) {
          turned.put(
              (i * conv.outputs() + o) * taps + taps - 1 - t,
              from.get((o * conv.inputs() + i) * taps + t));
        }
      }
    }
    String weight =
        graph.constant(name + ".turned", turned, conv.inputs(), conv.outputs(), side, side);
    graph
        .node("Conv", List.of(gradient, weight), result)
        .ints("kernel_shape", side, side)
        .ints("strides", 1, 1)
        .ints("pads", pads(side - 1 - conv.padding()));
    return result;
  }

  private Kernel kernel(String name) {
    return requireNonNull(program.kernels().get(name), () -> "no weights for convolution " + name);
  }

  private static long[] pads(int padding) {
    return new long[] {padding, padding, padding, padding};
  }

  private static String indices(String pool) {
    return pool + ".indices";
  }
}
