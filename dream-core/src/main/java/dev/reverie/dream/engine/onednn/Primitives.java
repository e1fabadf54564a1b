package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Shape;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Descriptions of the primitives that the layers need, owned by a scope. All take their scratchpad
 * from outside, so that running them allocates nothing.
 */
final class Primitives {
  private static final long[] NO_DILATION = {0, 0};

  private final dnnl_engine engine;
  private final Scope scope;
  private final dnnl_primitive_attr plain;

  Primitives(dnnl_engine engine, Scope scope) {
    this.engine = engine;
    this.scope = scope;
    plain = attributes();
  }

  dnnl_primitive_desc convolution(
      Layer.Conv conv,
      dnnl_memory_desc in,
      dnnl_memory_desc weights,
      dnnl_memory_desc bias,
      dnnl_memory_desc out,
      boolean inference,
      PostOps postOps) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_convolution_forward_primitive_desc_create(
            desc,
            engine,
            inference ? dnnl.dnnl_forward_inference : dnnl.dnnl_forward_training,
            dnnl.dnnl_convolution_direct,
            in,
            weights,
            bias,
            out,
            both(conv.stride()),
            NO_DILATION,
            both(conv.padding()),
            both(conv.padding()),
            attributes(postOps)),
        "convolution");
  }

  /** The gradient with respect to a convolution's input. */
  dnnl_primitive_desc convolutionBackward(
      Layer.Conv conv,
      dnnl_memory_desc inGradient,
      dnnl_memory_desc weights,
      dnnl_memory_desc outGradient,
      dnnl_primitive_desc forward) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_convolution_backward_data_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_convolution_direct,
            inGradient,
            weights,
            outGradient,
            both(conv.stride()),
            NO_DILATION,
            both(conv.padding()),
            both(conv.padding()),
            forward,
            plain),
        "convolution's gradient");
  }

  dnnl_primitive_desc relu(dnnl_memory_desc in, dnnl_memory_desc out) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_eltwise_forward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_forward_training,
            dnnl.dnnl_eltwise_relu_use_dst_for_bwd,
            in,
            out,
            0,
            0,
            plain),
        "ReLU");
  }

  /** The gradient with respect to a ReLU's input, told from its output: both in one layout. */
  dnnl_primitive_desc reluBackward(dnnl_memory_desc out, dnnl_memory_desc gradient) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_eltwise_backward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_eltwise_relu_use_dst_for_bwd,
            gradient,
            gradient,
            out,
            0,
            0,
            relu(out, out),
            plain),
        "ReLU's gradient");
  }

  dnnl_primitive_desc maxPool(
      Layer.MaxPool pool,
      dnnl_memory_desc in,
      Shape inShape,
      dnnl_memory_desc out,
      Shape outShape,
      boolean inference) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_pooling_forward_primitive_desc_create(
            desc,
            engine,
            inference ? dnnl.dnnl_forward_inference : dnnl.dnnl_forward_training,
            dnnl.dnnl_pooling_max,
            in,
            out,
            both(pool.stride()),
            both(pool.kernel()),
            NO_DILATION,
            both(pool.padding()),
            behind(pool, inShape, outShape),
            plain),
        "pool");
  }

  dnnl_primitive_desc maxPoolBackward(
      Layer.MaxPool pool,
      dnnl_memory_desc inGradient,
      Shape inShape,
      dnnl_memory_desc outGradient,
      Shape outShape,
      dnnl_primitive_desc forward) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_pooling_backward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_pooling_max,
            inGradient,
            outGradient,
            both(pool.stride()),
            both(pool.kernel()),
            NO_DILATION,
            both(pool.padding()),
            behind(pool, inShape, outShape),
            forward,
            plain),
        "pool's gradient");
  }

  dnnl_primitive_desc lrn(Layer.Lrn lrn, dnnl_memory_desc in, dnnl_memory_desc out) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_lrn_forward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_forward_training,
            dnnl.dnnl_lrn_across_channels,
            in,
            out,
            lrn.size(),
            (float) lrn.alpha(),
            (float) lrn.beta(),
            (float) lrn.k(),
            plain),
        "normalisation");
  }

  dnnl_primitive_desc lrnBackward(
      Layer.Lrn lrn,
      dnnl_memory_desc in,
      dnnl_memory_desc inGradient,
      dnnl_memory_desc outGradient,
      dnnl_primitive_desc forward) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_lrn_backward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_lrn_across_channels,
            inGradient,
            outGradient,
            in,
            lrn.size(),
            (float) lrn.alpha(),
            (float) lrn.beta(),
            (float) lrn.k(),
            forward,
            plain),
        "normalisation's gradient");
  }

  dnnl_primitive_desc upsample(dnnl_memory_desc in, dnnl_memory_desc out, PostOps postOps) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_resampling_forward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_forward_training,
            dnnl.dnnl_resampling_nearest,
            (float[]) null,
            in,
            out,
            attributes(postOps)),
        "enlargement");
  }

  dnnl_primitive_desc upsampleBackward(
      dnnl_memory_desc inGradient, dnnl_memory_desc outGradient, dnnl_primitive_desc forward) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_resampling_backward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_resampling_nearest,
            (float[]) null,
            inGradient,
            outGradient,
            forward,
            plain),
        "enlargement's gradient");
  }

  /** A copy in another order or type. */
  dnnl_primitive_desc reorder(dnnl_memory_desc from, dnnl_memory_desc to) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_reorder_primitive_desc_create(desc, from, engine, to, engine, plain),
        "change of layout");
  }

  dnnl_primitive_desc add(dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc out) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_binary_primitive_desc_create(
            desc, engine, dnnl.dnnl_binary_add, a, b, out, plain),
        "addition");
  }

  /** Channels one after the other. */
  dnnl_primitive_desc concat(List<dnnl_memory_desc> parts, dnnl_memory_desc out) {
    try (PointerPointer<dnnl_memory_desc> array = array(parts);
        PointerPointer<dnnl_primitive_desc> result = new PointerPointer<>(1)) {
      int status =
          dnnl.dnnl_concat_primitive_desc_create(
              result, engine, out, parts.size(), 1, array, plain);
      return own(first(result), status, "concatenation");
    }
  }

  /** The sum of arrays of one layout. */
  dnnl_primitive_desc sum(List<dnnl_memory_desc> parts, dnnl_memory_desc out) {
    float[] ones = new float[parts.size()];
    Arrays.fill(ones, 1);
    try (PointerPointer<dnnl_memory_desc> array = array(parts);
        PointerPointer<dnnl_primitive_desc> result = new PointerPointer<>(1);
        FloatPointer scales = new FloatPointer(ones)) {
      int status =
          dnnl.dnnl_sum_primitive_desc_create(
              result, engine, out, parts.size(), scales, array, plain);
      return own(first(result), status, "sum");
    }
  }

  private static PointerPointer<dnnl_memory_desc> array(List<dnnl_memory_desc> parts) {
    return new PointerPointer<>(parts.toArray(new dnnl_memory_desc[0]));
  }

  private static dnnl_primitive_desc first(PointerPointer<dnnl_primitive_desc> result) {
    return new dnnl_primitive_desc(result.get(0));
  }

  private dnnl_primitive_attr attributes() {
    dnnl_primitive_attr attr = new dnnl_primitive_attr();
    Status.check(dnnl.dnnl_primitive_attr_create(attr), "make attributes");
    scope.own(() -> dnnl.dnnl_primitive_attr_destroy(attr));
    Status.check(
        dnnl.dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl.dnnl_scratchpad_mode_user),
        "set attributes");
    return attr;
  }

  private dnnl_primitive_attr attributes(PostOps postOps) {
    if (postOps.equals(PostOps.NONE)) {
      return plain;
    }
    dnnl_primitive_attr attr = attributes();
    dnnl_post_ops ops = new dnnl_post_ops();
    Status.check(dnnl.dnnl_post_ops_create(ops), "make attributes");
    try {
      if (postOps.accumulate()) {
        Status.check(
            dnnl.dnnl_post_ops_append_sum(ops, 1, 0, dnnl.dnnl_data_type_undef), "fuse a sum");
      }
      dnnl_memory_desc add = postOps.add();
      if (add != null) {
        Status.check(
            dnnl.dnnl_post_ops_append_binary(ops, dnnl.dnnl_binary_add, add), "fuse an addition");
      }
      if (postOps.relu()) {
        Status.check(
            dnnl.dnnl_post_ops_append_eltwise(ops, dnnl.dnnl_eltwise_relu, 0, 0), "fuse a ReLU");
      }
      Status.check(dnnl.dnnl_primitive_attr_set_post_ops(attr, ops), "set attributes");
    } finally {
      dnnl.dnnl_post_ops_destroy(ops);
    }
    return attr;
  }

  private dnnl_primitive_desc own(dnnl_primitive_desc desc, int status, String what) {
    Status.check(status, "prepare a " + what);
    scope.own(() -> dnnl.dnnl_primitive_desc_destroy(desc));
    return desc;
  }

  private static long[] both(long value) {
    return new long[] {value, value};
  }

  /** Padding at the bottom and on the right: what makes the number of windows come out right. */
  private static long[] behind(Layer.MaxPool pool, Shape in, Shape out) {
    return new long[] {
      behind(pool, in.height(), out.height()), behind(pool, in.width(), out.width())
    };
  }

  private static long behind(Layer.MaxPool pool, int in, int out) {
    return (long) (out - 1) * pool.stride() + pool.kernel() - in - pool.padding();
  }
}
