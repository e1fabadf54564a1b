package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.Shape;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.IntPointer;

/** Descriptions of arrays, owned by a scope. */
final class Layouts {
  private final Scope scope;

  Layouts(Scope scope) {
    this.scope = scope;
  }

  /** oneDNN's name of the type. */
  static int type(Precision precision) {
    return precision == Precision.FLOAT32 ? dnnl.dnnl_f32 : dnnl.dnnl_bf16;
  }

  /** The type of an array's values. */
  static int type(dnnl_memory_desc desc) {
    try (IntPointer type = new IntPointer(1)) {
      Status.check(
          dnnl.dnnl_memory_desc_query(desc, dnnl.dnnl_query_data_type, type), "ask for a type");
      return type.get();
    }
  }

  /** A batch of one. */
  static long[] dims(Shape shape) {
    return new long[] {1, shape.channels(), shape.height(), shape.width()};
  }

  /** Whatever order suits the primitive best. */
  dnnl_memory_desc any(int type, long... dims) {
    return tagged(type, dnnl.dnnl_format_tag_any, dims);
  }

  /** Plane after plane. */
  dnnl_memory_desc planar(int type, Shape shape) {
    return tagged(type, dnnl.dnnl_nchw, dims(shape));
  }

  /** Pixel after pixel. */
  dnnl_memory_desc interleaved(int type, Shape shape) {
    return tagged(type, dnnl.dnnl_nhwc, dims(shape));
  }

  dnnl_memory_desc tagged(int type, int tag, long... dims) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    Status.check(
        dnnl.dnnl_memory_desc_create_with_tag(desc, dims.length, dims, type, tag),
        "describe an array");
    return own(desc);
  }

  /** An array whose next value in direction i is {@code strides[i]} values away. */
  dnnl_memory_desc strided(int type, long[] dims, long[] strides) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    Status.check(
        dnnl.dnnl_memory_desc_create_with_strides(desc, dims.length, dims, type, strides),
        "describe an array");
    return own(desc);
  }

  /** Channels {@code from} to {@code from + shape.channels()} of a larger array. */
  dnnl_memory_desc channels(dnnl_memory_desc whole, Shape shape, int from) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    Status.check(
        dnnl.dnnl_memory_desc_create_submemory(
            desc, whole, dims(shape), new long[] {0, from, 0, 0}),
        "describe a part of an array");
    return own(desc);
  }

  /** What a primitive wants or makes. */
  dnnl_memory_desc of(dnnl_primitive_desc primitive, int query, int index) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    Status.check(
        dnnl.dnnl_memory_desc_clone(
            desc, dnnl.dnnl_primitive_desc_query_md(primitive, query, index)),
        "ask a primitive for a layout");
    return own(desc);
  }

  /** The same once more, with a life of its own. */
  dnnl_memory_desc copy(dnnl_memory_desc original) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    Status.check(dnnl.dnnl_memory_desc_clone(desc, original), "describe an array");
    return own(desc);
  }

  static boolean equal(dnnl_memory_desc a, dnnl_memory_desc b) {
    return dnnl.dnnl_memory_desc_equal(a, b) != 0;
  }

  static long bytes(dnnl_memory_desc desc) {
    return dnnl.dnnl_memory_desc_get_size(desc);
  }

  private dnnl_memory_desc own(dnnl_memory_desc desc) {
    scope.own(() -> dnnl.dnnl_memory_desc_destroy(desc));
    return desc;
  }
}
