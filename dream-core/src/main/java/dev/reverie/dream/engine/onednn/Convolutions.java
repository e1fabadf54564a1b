package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.onednn.Readers.Fusion;
import dev.reverie.dream.engine.onednn.Recorder.Arg;
import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;

/** Writes the convolutions of a forward pass down, each in the precision that it needs. */
final class Convolutions {
  private final Recorder recorder;
  private final Primitives primitives;
  private final Layouts layouts;
  private final KernelStore kernels;
  private final Scope scope;
  private final Tape tape;
  private final Fusions fusions;
  private final boolean direction;
  private final Set<String> precise;
  private @Nullable Tensor halves;

  Convolutions(
      Recorder recorder,
      KernelStore kernels,
      Scope scope,
      Program program,
      Tape tape,
      Fusions fusions) {
    this.recorder = recorder;
    this.primitives = recorder.primitives();
    this.layouts = recorder.layouts();
    this.kernels = kernels;
    this.scope = scope;
    this.tape = tape;
    this.fusions = fusions;
    direction = program.direction();
    precise = direction ? Set.of() : precise(program.network());
  }

  /** The picture in halves, to be filled before the primitives run; null if nobody reads it. */
  @Nullable Tensor halves() {
    return halves;
  }

  void record(Node node, Layer.Conv conv) {
    if (readsHalves(node, conv)) {
      inHalves(node, conv);
    } else {
      plain(node, conv);
    }
  }

  private void plain(Node node, Layer.Conv conv) {
    Fusion fusion = fusions.of(node, conv.relu());
    Tensor other = fusion.other() == null ? null : tape.value(fusion.other());
    String input = node.inputs().get(0);
    dnnl_primitive_desc desc =
        describe(
            node,
            conv,
            tape.shape(input),
            precise.contains(node.name()) ? dnnl.dnnl_f32 : tape.type(),
            new PostOps(false, other == null ? null : other.layout(), fusion.relu()));
    tape.description(node.name(), desc);
    Kernel kernel = tape.kernel(node.name());
    Tensor from = recorder.in(tape.value(input), layouts.of(desc, dnnl.dnnl_query_src_md, 0));
    Tensor out = recorder.tensor(layouts.of(desc, dnnl.dnnl_query_dst_md, 0));
    List<Arg> args = new ArrayList<>();
    args.add(Arg.of(dnnl.DNNL_ARG_SRC, from));
    args.add(
        Arg.of(
            dnnl.DNNL_ARG_WEIGHTS,
            kernels.weights(kernel, conv, layouts.of(desc, dnnl.dnnl_query_weights_md, 0), scope)));
    args.add(bias(kernel, conv, desc));
    if (other != null) {
      args.add(Arg.of(dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1, other));
    }
    args.add(Arg.of(dnnl.DNNL_ARG_DST, out));
    recorder.add(desc, args.toArray(new Arg[0]));
    tape.value(fusion.result(), out);
    fusions.add(fusion);
  }

  /**
   * Whether a convolution reads the picture in halves: where the plan is in bfloat16, and what
   * comes of it may be.
   */
  private boolean readsHalves(Node node, Layer.Conv conv) {
    return tape.type() == dnnl.dnnl_bf16
        && node.inputs().contains(Network.INPUT)
        && conv.inputs() == PlanarImage.PLANES
        && !precise.contains(node.name())
        && !direction;
  }

  /** A convolution of the picture that multiplies in bfloat16 but is nearly as exact as float32. */
  private void inHalves(Node node, Layer.Conv conv) {
    Shape picture = tape.shape(Network.INPUT);
    Shape parts = new Shape(Halves.PARTS * conv.inputs(), picture.height(), picture.width());
    if (halves == null) {
      halves = recorder.tensor(layouts.planar(dnnl.dnnl_f32, parts));
      halves.block().use(-1);
    }
    Layer.Conv wide =
        new Layer.Conv(
            parts.channels(),
            conv.outputs(),
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            conv.relu());
    // The gradient is that of the convolution as it was, and so refers to a description of that.
    tape.description(node.name(), describe(node, conv, picture, tape.type(), PostOps.NONE));
    dnnl_primitive_desc desc =
        describe(node, wide, parts, tape.type(), new PostOps(false, null, conv.relu()));
    Kernel kernel = tape.kernel(node.name());
    Tensor out = tape.newValue(node.name(), layouts.of(desc, dnnl.dnnl_query_dst_md, 0));
    recorder.add(
        desc,
        Arg.of(dnnl.DNNL_ARG_SRC, recorder.in(halves, layouts.of(desc, dnnl.dnnl_query_src_md, 0))),
        Arg.of(
            dnnl.DNNL_ARG_WEIGHTS,
            kernels.halves(kernel, wide, layouts.of(desc, dnnl.dnnl_query_weights_md, 0), scope)),
        bias(kernel, conv, desc),
        Arg.of(dnnl.DNNL_ARG_DST, out));
  }

  private Arg bias(Kernel kernel, Layer.Conv conv, dnnl_primitive_desc desc) {
    return Arg.of(
        dnnl.DNNL_ARG_BIAS,
        kernels.bias(kernel, conv, layouts.of(desc, dnnl.dnnl_query_weights_md, 1), scope));
  }

  private dnnl_primitive_desc describe(
      Node node, Layer.Conv conv, Shape in, int type, PostOps postOps) {
    return primitives.convolution(
        conv,
        layouts.any(type, Layouts.dims(in)),
        layouts.any(type, conv.outputs(), conv.inputs(), conv.kernel(), conv.kernel()),
        layouts.tagged(dnnl.dnnl_f32, dnnl.dnnl_a, conv.outputs()),
        layouts.any(type, Layouts.dims(tape.shape(node.name()))),
        direction,
        postOps);
  }

  /**
   * Convolutions that compute forward in float32 whatever the plan's precision: everything up to
   * the last local response normalisation. An error there decides which way the ReLUs and pools of
   * all later layers switch: measured against double precision, the cosine of GoogLeNet's gradient
   * at inception_4c rises from 0.988 to 0.998 so.
   */
  private static Set<String> precise(Network network) {
    Set<String> names = new HashSet<>();
    long left = network.nodes().stream().filter(node -> node.layer() instanceof Layer.Lrn).count();
    for (Node node : network.nodes()) {
      if (left > 0) {
        names.add(node.name());
      }
      left -= node.layer() instanceof Layer.Lrn ? 1 : 0;
    }
    return names;
  }
}
