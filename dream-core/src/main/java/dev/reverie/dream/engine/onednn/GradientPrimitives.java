package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Shape;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Descriptions of the primitives that compute gradients with respect to the layers' inputs, owned
 * by a scope. Where one refers to the layer's own description, {@code forward} is that.
 */
final class GradientPrimitives {
  private final dnnl_engine engine;
  private final Scope scope;
  private final Attributes attributes;
  private final Primitives primitives;

  GradientPrimitives(
      dnnl_engine engine, Scope scope, Attributes attributes, Primitives primitives) {
    this.engine = engine;
    this.scope = scope;
    this.attributes = attributes;
    this.primitives = primitives;
  }

  dnnl_primitive_desc convolution(
      Layer.Conv conv,
      dnnl_memory_desc inGradient,
      dnnl_memory_desc weights,
      dnnl_memory_desc outGradient,
      dnnl_primitive_desc forward) {
    Window window = Window.of(conv);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return Primitives.own(
        scope,
        desc,
        dnnl.dnnl_convolution_backward_data_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_convolution_direct,
            inGradient,
            weights,
            outGradient,
            window.stride(),
            Window.dilation(),
            window.before(),
            window.after(),
            forward,
            attributes.plain()),
        "convolution's gradient");
  }

  /** Told from the ReLU's output; both gradients are in one layout. */
  dnnl_primitive_desc relu(dnnl_memory_desc out, dnnl_memory_desc gradient) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return Primitives.own(
        scope,
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
            primitives.relu(out, out),
            attributes.plain()),
        "ReLU's gradient");
  }

  dnnl_primitive_desc maxPool(
      Layer.MaxPool pool,
      dnnl_memory_desc inGradient,
      Shape inShape,
      dnnl_memory_desc outGradient,
      Shape outShape,
      dnnl_primitive_desc forward) {
    Window window = Window.of(pool, inShape, outShape);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return Primitives.own(
        scope,
        desc,
        dnnl.dnnl_pooling_backward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_pooling_max,
            inGradient,
            outGradient,
            window.stride(),
            window.size(),
            Window.dilation(),
            window.before(),
            window.after(),
            forward,
            attributes.plain()),
        "pool's gradient");
  }

  dnnl_primitive_desc lrn(
      Layer.Lrn lrn,
      dnnl_memory_desc in,
      dnnl_memory_desc inGradient,
      dnnl_memory_desc outGradient,
      dnnl_primitive_desc forward) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return Primitives.own(
        scope,
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
            attributes.plain()),
        "normalisation's gradient");
  }

  dnnl_primitive_desc upsample(
      dnnl_memory_desc inGradient, dnnl_memory_desc outGradient, dnnl_primitive_desc forward) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    return Primitives.own(
        scope,
        desc,
        dnnl.dnnl_resampling_backward_primitive_desc_create(
            desc,
            engine,
            dnnl.dnnl_resampling_nearest,
            (float[]) null,
            inGradient,
            outGradient,
            forward,
            attributes.plain()),
        "enlargement's gradient");
  }
}
