package dev.reverie.dream.engine.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;

/**
 * How primitives do what they do, owned by a scope. All take their scratchpad from outside, so that
 * running them allocates nothing.
 */
final class Attributes {
  private final Scope scope;
  private final dnnl_primitive_attr plain;

  Attributes(Scope scope) {
    this.scope = scope;
    plain = create();
  }

  /** Those of a primitive that writes its result as it is. */
  dnnl_primitive_attr plain() {
    return plain;
  }

  /** Those of a primitive that does something to its result first. */
  dnnl_primitive_attr with(PostOps postOps) {
    if (postOps.equals(PostOps.NONE)) {
      return plain;
    }
    dnnl_primitive_attr attr = create();
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

  private dnnl_primitive_attr create() {
    dnnl_primitive_attr attr = new dnnl_primitive_attr();
    Status.check(dnnl.dnnl_primitive_attr_create(attr), "make attributes");
    scope.own(() -> dnnl.dnnl_primitive_attr_destroy(attr));
    Status.check(
        dnnl.dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl.dnnl_scratchpad_mode_user),
        "set attributes");
    return attr;
  }
}
