package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.onednn.Recorder.Arg;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/** Writes the gradient of a forward pass down, from the last layer to the picture. */
final class Backward {
  private final Recorder recorder;
  private final Primitives primitives;
  private final GradientPrimitives gradients;
  private final Layouts layouts;
  private final Shuffles shuffles;
  private final KernelStore kernels;
  private final Scope scope;
  private final Readers readers;
  private final Tape tape;
  private final Map<String, List<Tensor>> parts = new HashMap<>();
  private final Set<Tensor> shared = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Tensor picture;

  /**
   * @param seed the gradient with respect to the last layer; never written to
   */
  Backward(
      Recorder recorder,
      KernelStore kernels,
      Scope scope,
      Program program,
      Forward forward,
      Tensor seed) {
    this.recorder = recorder;
    this.primitives = recorder.primitives();
    this.gradients = recorder.gradientPrimitives();
    this.layouts = recorder.layouts();
    this.shuffles = new Shuffles(recorder);
    this.kernels = kernels;
    this.scope = scope;
    this.readers = forward.readers();
    this.tape = forward.tape();
    shared.add(seed);
    give(program.output(), seed);
    List<Node> nodes = program.network().nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      record(nodes.get(i), nodes);
    }
    Shape shape = tape.shape(Network.INPUT);
    picture = recorder.in(sum(Network.INPUT), layouts.planar(dnnl.dnnl_f32, shape));
  }

  /** The gradient with respect to the picture as it enters the network: float32 planes. */
  Tensor picture() {
    return picture;
  }

  private void record(Node node, List<Node> nodes) {
    String name = node.name();
    String input = node.inputs().get(0);
    Layer layer = node.layer();
    Tensor gradient = sum(name);
    if (layer instanceof Layer.Conv conv) {
      boolean masked = conv.relu() && !readers.onlyPooled(node);
      convolution(node, conv, masked ? relu(tape.value(name), gradient) : gradient);
    } else if (layer instanceof Layer.MaxPool pool) {
      boolean afterRelu =
          nodes.stream().anyMatch(from -> from.name().equals(input) && readers.onlyPooled(from));
      pool(node, pool, afterRelu ? relu(tape.value(name), gradient) : gradient);
    } else if (layer instanceof Layer.Relu) {
      give(input, relu(tape.value(name), gradient));
    } else if (layer instanceof Layer.Add) {
      shared.add(gradient);
      give(input, gradient);
      give(node.inputs().get(1), gradient);
    } else if (layer instanceof Layer.Concat) {
      concat(node, gradient);
    } else if (layer instanceof Layer.Lrn lrn) {
      lrn(node, lrn, gradient);
    } else if (layer instanceof Layer.Upsample) {
      dnnl_memory_desc wanted = tape.value(name).layout();
      dnnl_memory_desc small = valueLayout(input);
      Tensor from = recorder.in(gradient, wanted);
      Tensor to = recorder.tensor(small);
      recorder.add(
          gradients.upsample(small, wanted, tape.description(name)),
          Arg.of(dnnl.DNNL_ARG_DIFF_DST, from),
          Arg.of(dnnl.DNNL_ARG_DIFF_SRC, to));
      give(input, to);
    } else if (layer instanceof Layer.PixelUnshuffle unshuffle) {
      give(input, shuffles.shuffle(gradient, tape.shape(input), unshuffle.factor(), typeAt(input)));
    } else if (layer instanceof Layer.PixelShuffle shuffle) {
      give(input, shuffles.unshuffle(gradient, tape.shape(name), shuffle.factor(), tape.type()));
    }
  }

  private void convolution(Node node, Layer.Conv conv, Tensor gradient) {
    String input = node.inputs().get(0);
    dnnl_primitive_desc desc =
        gradients.convolution(
            conv,
            layouts.any(typeAt(input), Layouts.dims(tape.shape(input))),
            layouts.any(tape.type(), conv.outputs(), conv.inputs(), conv.kernel(), conv.kernel()),
            layouts.any(tape.type(), Layouts.dims(tape.shape(node.name()))),
            tape.description(node.name()));
    Tensor from = recorder.in(gradient, layouts.of(desc, dnnl.dnnl_query_diff_dst_md, 0));
    Tensor to = recorder.tensor(layouts.of(desc, dnnl.dnnl_query_diff_src_md, 0));
    recorder.add(
        desc,
        Arg.of(dnnl.DNNL_ARG_DIFF_DST, from),
        Arg.of(
            dnnl.DNNL_ARG_WEIGHTS,
            kernels.weights(
                tape.kernel(node.name()),
                conv,
                layouts.of(desc, dnnl.dnnl_query_weights_md, 0),
                scope)),
        Arg.of(dnnl.DNNL_ARG_DIFF_SRC, to));
    give(input, to);
  }

  private void pool(Node node, Layer.MaxPool pool, Tensor gradient) {
    String input = node.inputs().get(0);
    dnnl_memory_desc small = tape.value(node.name()).layout();
    dnnl_memory_desc big = valueLayout(input);
    Tensor from = recorder.in(gradient, small);
    Tensor to = recorder.tensor(big);
    recorder.add(
        gradients.maxPool(
            pool,
            big,
            tape.shape(input),
            small,
            tape.shape(node.name()),
            tape.description(node.name())),
        Arg.of(dnnl.DNNL_ARG_DIFF_DST, from),
        Arg.of(dnnl.DNNL_ARG_WORKSPACE, tape.workspace(node.name())),
        Arg.of(dnnl.DNNL_ARG_DIFF_SRC, to));
    give(input, to);
  }

  private void lrn(Node node, Layer.Lrn lrn, Tensor gradient) {
    String input = node.inputs().get(0);
    Tensor value = tape.operand(input);
    dnnl_memory_desc layout = value.layout();
    Tensor from = recorder.in(gradient, layout);
    Tensor to = recorder.tensor(layout);
    List<Arg> args = new ArrayList<>();
    args.add(Arg.of(dnnl.DNNL_ARG_SRC, value));
    args.add(Arg.of(dnnl.DNNL_ARG_DIFF_DST, from));
    args.add(Arg.of(dnnl.DNNL_ARG_DIFF_SRC, to));
    if (tape.hasWorkspace(node.name())) {
      args.add(Arg.of(dnnl.DNNL_ARG_WORKSPACE, tape.workspace(node.name())));
    }
    recorder.add(
        gradients.lrn(lrn, layout, layout, layout, tape.description(node.name())),
        args.toArray(new Arg[0]));
    give(input, to);
  }

  private void concat(Node node, Tensor gradient) {
    int channel = 0;
    for (String input : node.inputs()) {
      Shape shape = tape.shape(input);
      Tensor slice =
          recorder.view(layouts.channels(gradient.layout(), shape, channel), gradient.block());
      Tensor to = recorder.tensor(valueLayout(input));
      recorder.copy(slice, to);
      give(input, to);
      channel += shape.channels();
    }
  }

  /** In place where nobody else needs the gradient as it was. */
  private Tensor relu(Tensor value, Tensor gradient) {
    Tensor to = shared.contains(gradient) ? recorder.tensor(gradient.layout()) : gradient;
    Tensor alike = recorder.in(value, gradient.layout());
    recorder.add(
        gradients.relu(alike.layout(), gradient.layout()),
        Arg.of(dnnl.DNNL_ARG_DST, alike),
        Arg.of(dnnl.DNNL_ARG_DIFF_DST, gradient),
        Arg.of(dnnl.DNNL_ARG_DIFF_SRC, to));
    return to;
  }

  /** The gradient with respect to a node's result: what its readers gave, together. */
  private Tensor sum(String name) {
    List<Tensor> given = parts.getOrDefault(name, List.of());
    if (given.isEmpty()) {
      throw new IllegalArgumentException("no gradient reaches " + name);
    }
    Tensor first = given.get(0);
    if (given.size() == 1) {
      return first;
    }
    List<Tensor> alike = given.stream().map(part -> recorder.in(part, first.layout())).toList();
    Tensor out = recorder.tensor(first.layout());
    List<Arg> args = new ArrayList<>();
    for (Tensor part : alike) {
      args.add(Arg.of(dnnl.DNNL_ARG_MULTIPLE_SRC + args.size(), part));
    }
    args.add(Arg.of(dnnl.DNNL_ARG_DST, out));
    recorder.add(
        primitives.sum(alike.stream().map(Tensor::layout).toList(), out.layout()),
        args.toArray(new Arg[0]));
    return out;
  }

  private void give(String name, Tensor gradient) {
    parts.computeIfAbsent(name, key -> new ArrayList<>()).add(gradient);
  }

  private dnnl_memory_desc valueLayout(String name) {
    return tape.operand(name).layout();
  }

  /**
   * A gradient is of its value's type; the picture's is float32 whatever the plan computes with.
   */
  private int typeAt(String name) {
    return Layouts.type(tape.value(name).layout());
  }
}
