package dev.reverie.dream.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** An array of a plan: its layout and its place. The plan's scope owns the native parts. */
final class Tensor {
  private final dnnl_memory_desc layout;
  private final dnnl_memory memory;
  private final Block block;
  private final List<Tensor> copies = new ArrayList<>();

  Tensor(dnnl_memory_desc layout, dnnl_memory memory, Block block) {
    this.layout = layout;
    this.memory = memory;
    this.block = block;
  }

  /** Dimensions, type and order of the values. */
  dnnl_memory_desc layout() {
    return layout;
  }

  /** What primitives are given; its address is set once the arena exists. */
  dnnl_memory memory() {
    return memory;
  }

  /** Where the values lie; views share it. */
  Block block() {
    return block;
  }

  /** The same values in other layouts, as far as somebody asked for them. */
  List<Tensor> copies() {
    return copies;
  }
}
