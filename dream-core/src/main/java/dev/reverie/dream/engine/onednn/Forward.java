package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.onednn.Readers.Fusion;
import dev.reverie.dream.engine.onednn.Recorder.Arg;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;

/** Writes a program's forward pass down, layer by layer. */
final class Forward {
  private final Recorder recorder;
  private final Primitives primitives;
  private final Layouts layouts;
  private final Program program;
  private final Tape tape;
  private final Readers readers;
  private final Fusions fusions;
  private final Convolutions convolutions;
  private final Shuffles shuffles;

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
    this.program = program;
    tape = new Tape(recorder, program, Layouts.type(precision), width, height);
    readers = new Readers(program.network());
    fusions = new Fusions(readers, program.direction());
    convolutions = new Convolutions(recorder, kernels, scope, program, tape, fusions);
    shuffles = new Shuffles(recorder);
    for (Node node : program.network().nodes()) {
      if (!fusions.contain(node)) {
        record(node);
      }
    }
  }

  /** What it noted of every node. */
  Tape tape() {
    return tape;
  }

  Readers readers() {
    return readers;
  }

  /** The picture in halves, to be filled before the primitives run; null if nobody reads it. */
  @Nullable Tensor halves() {
    return convolutions.halves();
  }

  private void record(Node node) {
    Layer layer = node.layer();
    String input = node.inputs().get(0);
    if (layer instanceof Layer.Conv conv) {
      convolutions.record(node, conv);
    } else if (layer instanceof Layer.MaxPool pool) {
      pool(node, pool, tape.operand(input));
    } else if (layer instanceof Layer.Relu) {
      Tensor in = tape.operand(input);
      Tensor out = tape.newValue(node.name(), in.layout());
      unary(node, primitives.relu(in.layout(), out.layout()), in, out);
    } else if (layer instanceof Layer.Add) {
      Tensor a = tape.operand(input);
      Tensor b = recorder.in(tape.value(node.inputs().get(1)), a.layout());
      Tensor out = tape.newValue(node.name(), a.layout());
      recorder.add(
          primitives.add(a.layout(), b.layout(), out.layout()),
          Arg.of(dnnl.DNNL_ARG_SRC_0, a),
          Arg.of(dnnl.DNNL_ARG_SRC_1, b),
          Arg.of(dnnl.DNNL_ARG_DST, out));
    } else if (layer instanceof Layer.Concat) {
      concat(node);
    } else if (layer instanceof Layer.Lrn lrn) {
      Tensor in = tape.operand(input);
      Tensor out = tape.newValue(node.name(), in.layout());
      unary(node, primitives.lrn(lrn, in.layout(), out.layout()), in, out);
    } else if (layer instanceof Layer.Upsample) {
      upsample(node, tape.operand(input));
    } else if (layer instanceof Layer.PixelUnshuffle unshuffle) {
      tape.value(
          node.name(),
          shuffles.unshuffle(
              tape.value(input), tape.shape(input), unshuffle.factor(), tape.type()));
    } else if (layer instanceof Layer.PixelShuffle shuffle) {
      boolean last = node.name().equals(program.output()) && program.direction();
      tape.value(
          node.name(),
          shuffles.shuffle(
              tape.value(input),
              tape.shape(node.name()),
              shuffle.factor(),
              last ? dnnl.dnnl_f32 : tape.type()));
    }
  }

  /**
   * oneDNN's fast enlargement cannot add another array, but it can add to what is in its result's
   * place: good where nobody needs that array any more.
   */
  private void upsample(Node node, Tensor in) {
    Fusion fusion = fusions.inPlace(node);
    Tensor other = fusion.other() == null ? null : tape.value(fusion.other());
    dnnl_primitive_desc desc =
        primitives.upsample(
            in.layout(),
            other == null
                ? layouts.any(Layouts.type(in.layout()), Layouts.dims(tape.shape(node.name())))
                : other.layout(),
            new PostOps(other != null, null, fusion.relu()));
    tape.description(node.name(), desc);
    Tensor out =
        other == null ? recorder.tensor(layouts.of(desc, dnnl.dnnl_query_dst_md, 0)) : other;
    recorder.add(desc, Arg.of(dnnl.DNNL_ARG_SRC, in), Arg.of(dnnl.DNNL_ARG_DST, out));
    tape.value(fusion.result(), out);
    fusions.add(fusion);
  }

  private void pool(Node node, Layer.MaxPool pool, Tensor in) {
    Shape from = tape.shape(node.inputs().get(0));
    Shape to = tape.shape(node.name());
    dnnl_primitive_desc desc =
        primitives.maxPool(
            pool,
            in.layout(),
            from,
            layouts.any(Layouts.type(in.layout()), Layouts.dims(to)),
            to,
            program.direction());
    Tensor out = tape.newValue(node.name(), layouts.of(desc, dnnl.dnnl_query_dst_md, 0));
    unary(node, desc, in, out);
  }

  private void concat(Node node) {
    List<Tensor> parts = new ArrayList<>();
    int common = Layouts.type(tape.operand(node.inputs().get(0)).layout());
    for (String input : node.inputs()) {
      Tensor part = tape.operand(input);
      boolean alike = Layouts.type(part.layout()) == common;
      parts.add(alike ? part : recorder.in(part, layouts.interleaved(common, tape.shape(input))));
    }
    dnnl_primitive_desc desc =
        primitives.concat(
            parts.stream().map(Tensor::layout).toList(),
            layouts.any(common, Layouts.dims(tape.shape(node.name()))));
    Tensor out = tape.newValue(node.name(), layouts.of(desc, dnnl.dnnl_query_dst_md, 0));
    List<Arg> args = new ArrayList<>();
    for (Tensor part : parts) {
      args.add(Arg.of(dnnl.DNNL_ARG_MULTIPLE_SRC + args.size(), part));
    }
    args.add(Arg.of(dnnl.DNNL_ARG_DST, out));
    recorder.add(desc, args.toArray(new Arg[0]));
  }

  private void unary(Node node, dnnl_primitive_desc desc, Tensor in, Tensor out) {
    tape.description(node.name(), desc);
    dnnl_memory_desc workspace = layouts.of(desc, dnnl.dnnl_query_workspace_md, 0);
    List<Arg> args = new ArrayList<>();
    args.add(Arg.of(dnnl.DNNL_ARG_SRC, in));
    args.add(Arg.of(dnnl.DNNL_ARG_DST, out));
    if (Layouts.bytes(workspace) > 0) {
      Tensor notes = recorder.tensor(workspace);
      tape.workspace(node.name(), notes);
      args.add(Arg.of(dnnl.DNNL_ARG_WORKSPACE, notes));
    }
    recorder.add(desc, args.toArray(new Arg[0]));
  }
}
