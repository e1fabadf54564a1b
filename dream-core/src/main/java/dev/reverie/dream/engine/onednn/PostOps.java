package dev.reverie.dream.engine.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.jspecify.annotations.Nullable;

/**
 * What a primitive does to its result before it writes it.
 *
 * @param accumulate whether what is in the result's place already is added first
 * @param add layout of an array that is added first; null for none
 * @param relu whether max(0, x) follows
 */
record PostOps(boolean accumulate, @Nullable dnnl_memory_desc add, boolean relu) {
  static final PostOps NONE = new PostOps(false, null, false);
}
