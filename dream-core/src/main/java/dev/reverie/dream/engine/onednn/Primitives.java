package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Shape;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Descriptions of the primitives that compute the layers, and of those that bring arrays together,
 * owned by a scope.
 */
final class Primitives {
  private final dnnl_engine engine;
  private final Scope scope;
  private final Attributes attributes;

  Primitives(dnnl_engine engine, Scope scope, Attributes attributes) {
    this.engine = engine;
    this.scope = scope;
    this.attributes = attributes;
  }

  dnnl_primitive_desc convolution(
      Layer.Conv conv,
      dnnl_memory_desc in,
      dnnl_memory_desc weights,
      dnnl_memory_desc bias,
      dnnl_memory_desc out,
      boolean inference,
      PostOps postOps) {
    Window window = Window.of(conv);
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
            window.stride(),
            Window.dilation(),
            window.before(),
            window.after(),
            attributes.with(postOps)),
        "convolution");
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
            attributes.plain()),
        "ReLU");
  }

  dnnl_primitive_desc maxPool(
      Layer.MaxPool pool,
      dnnl_memory_desc in,
      Shape inShape,
      dnnl_memory_desc out,
      Shape outShape,
      boolean inference) {
    Window window = Window.of(pool, inShape, outShape);
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
            window.stride(),
            window.size(),
            Window.dilation(),
            window.before(),
            window.after(),
            attributes.plain()),
        "pool");
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
            attributes.plain()),
        "normalisation");
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
            attributes.with(postOps)),
        "enlargement");
  }

  /** A copy in another order or type. */
  dnnl_primitive_desc reorder(dnnl_memory_desc from, dnnl_memory_desc to) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_reorder_primitive_desc_create(desc, from, engine, to, engine, attributes.plain()),
        "change of layout");
  }

  dnnl_primitive_desc add(dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc out) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return own(
        desc,
        dnnl.dnnl_binary_primitive_desc_create(
            desc, engine, dnnl.dnnl_binary_add, a, b, out, attributes.plain()),
        "addition");
  }

  /** Channels one after the other. */
  dnnl_primitive_desc concat(List<dnnl_memory_desc> parts, dnnl_memory_desc out) {
    try (PointerPointer<dnnl_memory_desc> array = array(parts);
        PointerPointer<dnnl_primitive_desc> result = new PointerPointer<>(1)) {
      int status =
          dnnl.dnnl_concat_primitive_desc_create(
              result, engine, out, parts.size(), 1, array, attributes.plain());
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
              result, engine, out, parts.size(), scales, array, attributes.plain());
      return own(first(result), status, "sum");
    }
  }

  private static PointerPointer<dnnl_memory_desc> array(List<dnnl_memory_desc> parts) {
    return new PointerPointer<>(parts.toArray(new dnnl_memory_desc[0]));
  }

  private static dnnl_primitive_desc first(PointerPointer<dnnl_primitive_desc> result) {
    return new dnnl_primitive_desc(result.get(0));
  }

  private dnnl_primitive_desc own(dnnl_primitive_desc desc, int status, String what) {
    return own(scope, desc, status, what);
  }

  /** Hands a description over to a scope, if it could be made. */
  static dnnl_primitive_desc own(Scope scope, dnnl_primitive_desc desc, int status, String what) {
    Status.check(status, "prepare a " + what);
    scope.own(() -> dnnl.dnnl_primitive_desc_destroy(desc));
    return desc;
  }
}
