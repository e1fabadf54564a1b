package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.onednn.Recorder.Arg;
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
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;

/** Writes a program's forward pass down, layer by layer. */
final class Forward {
  private final Recorder recorder;
  private final Primitives primitives;
  private final Layouts layouts;
  private final KernelStore kernels;
  private final Scope scope;
  private final Program program;
  private final int type;
  private final Shuffles shuffles;
  private final Map<String, Shape> shapes;
  private final Readers readers;
  private final Map<String, Tensor> values = new HashMap<>();
  private final Map<String, dnnl_primitive_desc> descriptions = new HashMap<>();
  private final Map<String, Tensor> workspaces = new HashMap<>();
  private final Set<String> precise;
  private final Set<String> done = new HashSet<>();

  /**
   * @throws IllegalArgumentException if the picture is too small for the network
   */
  Forward(
      Recorder recorder,
      KernelStore kernels,
      Scope scope,
      Program program,
      Precision precision,
      int width,
      int height) {
    this.recorder = recorder;
    this.primitives = recorder.primitives();
    this.layouts = recorder.layouts();
    this.kernels = kernels;
    this.scope = scope;
    this.program = program;
    this.type = Layouts.type(precision);
    shuffles = new Shuffles(recorder);
    shapes = program.network().shapes(width, height);
    readers = new Readers(program.network());
    precise = program.direction() ? Set.of() : precise(program.network());
    Tensor input = recorder.tensor(layouts.planar(dnnl.dnnl_f32, shape(Network.INPUT)));
    input.block().use(-1);
    values.put(Network.INPUT, input);
    for (Node node : program.network().nodes()) {
      if (!done.contains(node.name())) {
        record(node);
      }
    }
  }

  /** A node's result; of a node that was fused into another there is none. */
  Tensor value(String name) {
    return get(values, name);
  }

  Shape shape(String name) {
    return get(shapes, name);
  }

  /** The primitive that computes a node, which its gradient's refers to. */
  dnnl_primitive_desc description(String name) {
    return get(descriptions, name);
  }

  /** A node's result in the plan's own type. */
  Tensor typedValue(String name) {
    return typed(value(name));
  }

  /** Whether a node's primitive notes something for its gradient. */
  boolean hasWorkspace(String name) {
    return workspaces.containsKey(name);
  }

  /** What it notes. */
  Tensor workspace(String name) {
    return get(workspaces, name);
  }

  Readers readers() {
    return readers;
  }

  /** The numbers of a convolution. */
  Kernel kernel(String name) {
    return get(program.kernels(), name);
  }

  private void record(Node node) {
    Layer layer = node.layer();
    Tensor in = value(node.inputs().get(0));
    if (layer instanceof Layer.Conv conv) {
      convolution(node, conv, in);
    } else if (layer instanceof Layer.MaxPool pool) {
      pool(node, pool, typed(in));
    } else if (layer instanceof Layer.Relu) {
      Tensor from = typed(in);
      Tensor out = put(node, from.layout());
      unary(node, primitives.relu(from.layout(), out.layout()), from, out);
    } else if (layer instanceof Layer.Add) {
      Tensor a = typed(in);
      Tensor b = recorder.in(value(node.inputs().get(1)), a.layout());
      Tensor out = put(node, a.layout());
      recorder.add(
          primitives.add(a.layout(), b.layout(), out.layout()),
          Arg.of(dnnl.DNNL_ARG_SRC_0, a),
          Arg.of(dnnl.DNNL_ARG_SRC_1, b),
          Arg.of(dnnl.DNNL_ARG_DST, out));
    } else if (layer instanceof Layer.Concat) {
      concat(node);
    } else if (layer instanceof Layer.Lrn lrn) {
      Tensor from = typed(in);
      Tensor out = put(node, from.layout());
      unary(node, primitives.lrn(lrn, from.layout(), out.layout()), from, out);
    } else if (layer instanceof Layer.Upsample) {
      upsample(node, typed(in));
    } else if (layer instanceof Layer.PixelUnshuffle unshuffle) {
      values.put(
          node.name(),
          shuffles.unshuffle(in, shape(node.inputs().get(0)), unshuffle.factor(), type));
    } else if (layer instanceof Layer.PixelShuffle shuffle) {
      boolean last = node.name().equals(program.output()) && program.direction();
      values.put(
          node.name(),
          shuffles.shuffle(in, shape(node.name()), shuffle.factor(), last ? dnnl.dnnl_f32 : type));
    }
  }

  private void convolution(Node node, Layer.Conv conv, Tensor in) {
    Readers.Fusion fusion = fusion(node, conv.relu());
    Tensor other = fusion.other() == null ? null : value(fusion.other());
    Shape outShape = shape(node.name());
    int own = precise.contains(node.name()) ? dnnl.dnnl_f32 : type;
    Kernel kernel = kernel(node.name());
    dnnl_primitive_desc desc =
        primitives.convolution(
            conv,
            layouts.any(own, Layouts.dims(shape(node.inputs().get(0)))),
            layouts.any(own, conv.outputs(), conv.inputs(), conv.kernel(), conv.kernel()),
            layouts.tagged(dnnl.dnnl_f32, dnnl.dnnl_a, conv.outputs()),
            layouts.any(own, Layouts.dims(outShape)),
            program.direction(),
            new PostOps(false, other == null ? null : other.layout(), fusion.relu()));
    descriptions.put(node.name(), desc);
    Tensor from = recorder.in(in, layouts.of(desc, dnnl.dnnl_query_src_md, 0));
    Tensor out = recorder.tensor(layouts.of(desc, dnnl.dnnl_query_dst_md, 0));
    List<Arg> args = new ArrayList<>();
    args.add(Arg.of(dnnl.DNNL_ARG_SRC, from));
    args.add(
        Arg.of(
            dnnl.DNNL_ARG_WEIGHTS,
            kernels.weights(kernel, conv, layouts.of(desc, dnnl.dnnl_query_weights_md, 0), scope)));
    args.add(
        Arg.of(
            dnnl.DNNL_ARG_BIAS,
            kernels.bias(kernel, conv, layouts.of(desc, dnnl.dnnl_query_weights_md, 1), scope)));
    finish(fusion, desc, args, other, out);
  }

  /**
   * oneDNN's fast enlargement cannot add another array, but it can add to what is in its result's
   * place: good where nobody needs that array any more.
   */
  private void upsample(Node node, Tensor in) {
    Readers.Fusion fusion = fusion(node, false);
    if (fusion.other() != null
        && fusion.addition() != null
        && !readers.isLast(fusion.other(), fusion.addition())) {
      fusion = new Readers.Fusion(node.name(), null, null, false);
    }
    Tensor other = fusion.other() == null ? null : value(fusion.other());
    dnnl_primitive_desc desc =
        primitives.upsample(
            in.layout(),
            other == null
                ? layouts.any(Layouts.type(in.layout()), Layouts.dims(shape(node.name())))
                : other.layout(),
            new PostOps(other != null, null, fusion.relu()));
    descriptions.put(node.name(), desc);
    List<Arg> args = new ArrayList<>();
    args.add(Arg.of(dnnl.DNNL_ARG_SRC, in));
    Tensor out =
        other == null ? recorder.tensor(layouts.of(desc, dnnl.dnnl_query_dst_md, 0)) : other;
    finish(fusion, desc, args, null, out);
  }

  /** In a plan without gradients, what follows a node; else only its own ReLU. */
  private Readers.Fusion fusion(Node node, boolean relu) {
    return relu || !program.direction()
        ? new Readers.Fusion(node.name(), null, null, relu)
        : readers.fusion(node);
  }

  private void finish(
      Readers.Fusion fusion,
      dnnl_primitive_desc desc,
      List<Arg> args,
      @Nullable Tensor other,
      Tensor out) {
    if (other != null) {
      args.add(Arg.of(dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1, other));
    }
    args.add(Arg.of(dnnl.DNNL_ARG_DST, out));
    recorder.add(desc, args.toArray(new Arg[0]));
    values.put(fusion.result(), out);
    done.add(fusion.result());
    if (fusion.addition() != null) {
      done.add(fusion.addition());
    }
  }

  private void pool(Node node, Layer.MaxPool pool, Tensor in) {
    Shape from = shape(node.inputs().get(0));
    Shape to = shape(node.name());
    dnnl_primitive_desc desc =
        primitives.maxPool(
            pool,
            in.layout(),
            from,
            layouts.any(Layouts.type(in.layout()), Layouts.dims(to)),
            to,
            program.direction());
    Tensor out = put(node, layouts.of(desc, dnnl.dnnl_query_dst_md, 0));
    unary(node, desc, in, out);
  }

  private void concat(Node node) {
    List<Tensor> parts = new ArrayList<>();
    int common = Layouts.type(typedValue(node.inputs().get(0)).layout());
    for (String input : node.inputs()) {
      Tensor part = typedValue(input);
      boolean alike = Layouts.type(part.layout()) == common;
      parts.add(alike ? part : recorder.in(part, layouts.interleaved(common, shape(input))));
    }
    dnnl_primitive_desc desc =
        primitives.concat(
            parts.stream().map(Tensor::layout).toList(),
            layouts.any(common, Layouts.dims(shape(node.name()))));
    Tensor out = put(node, layouts.of(desc, dnnl.dnnl_query_dst_md, 0));
    List<Arg> args = new ArrayList<>();
    for (Tensor part : parts) {
      args.add(Arg.of(dnnl.DNNL_ARG_MULTIPLE_SRC + args.size(), part));
    }
    args.add(Arg.of(dnnl.DNNL_ARG_DST, out));
    recorder.add(desc, args.toArray(new Arg[0]));
  }

  private void unary(Node node, dnnl_primitive_desc desc, Tensor in, Tensor out) {
    descriptions.put(node.name(), desc);
    dnnl_memory_desc workspace = layouts.of(desc, dnnl.dnnl_query_workspace_md, 0);
    List<Arg> args = new ArrayList<>();
    args.add(Arg.of(dnnl.DNNL_ARG_SRC, in));
    args.add(Arg.of(dnnl.DNNL_ARG_DST, out));
    if (Layouts.bytes(workspace) > 0) {
      Tensor notes = recorder.tensor(workspace);
      workspaces.put(node.name(), notes);
      args.add(Arg.of(dnnl.DNNL_ARG_WORKSPACE, notes));
    }
    recorder.add(desc, args.toArray(new Arg[0]));
  }

  private Tensor put(Node node, dnnl_memory_desc layout) {
    Tensor out = recorder.tensor(layout);
    values.put(node.name(), out);
    return out;
  }

  /**
   * Convolutions that compute forward in float32 whatever the plan's precision: those that read the
   * picture, whose 0..255 values bfloat16 would round to halves, and everything up to the last
   * local response normalisation. An error there decides which way the ReLUs and pools of all later
   * layers switch: measured against double precision, the cosine of VGG16's gradient at block3_pool
   * rises from 0.9966 to 0.9976 so, GoogLeNet's at inception_4c from 0.988 to 0.998.
   */
  private static Set<String> precise(Network network) {
    Set<String> names = new HashSet<>();
    long left = network.nodes().stream().filter(node -> node.layer() instanceof Layer.Lrn).count();
    for (Node node : network.nodes()) {
      if (left > 0 || node.inputs().contains(Network.INPUT)) {
        names.add(node.name());
      }
      left -= node.layer() instanceof Layer.Lrn ? 1 : 0;
    }
    return names;
  }

  /** The picture comes as float32, everything else in the plan's own type. */
  private Tensor typed(Tensor in) {
    return in == value(Network.INPUT)
        ? recorder.in(in, layouts.planar(type, shape(Network.INPUT)))
        : in;
  }

  private static <T> T get(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("nothing is known of " + name);
    }
    return value;
  }
}
