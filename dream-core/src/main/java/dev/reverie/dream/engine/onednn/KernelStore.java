package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The numbers of convolutions in the layouts that primitives want them in. Every layout of a kernel
 * exists once, is shared by all plans that use it and is freed with the last of those. Thread-safe:
 * plans are prepared and freed on several threads. Who waits for its lock waits for one kernel to
 * be brought into one layout, at most.
 */
final class KernelStore {

  /** One kernel in one layout. */
  private static final class Entry {
    private final Scope scope = new Scope();
    private final dnnl_memory_desc layout;
    private final dnnl_memory memory;
    private int users;

    Entry(dnnl_engine engine, dnnl_memory_desc wanted) {
      try {
        layout = new Layouts(scope).copy(wanted);
        long bytes = Layouts.bytes(layout);
        BytePointer all = new BytePointer(bytes + Arena.ALIGNMENT);
        scope.own(all::close);
        long start = -all.address() & (Arena.ALIGNMENT - 1);
        memory = Recorder.memory(engine, scope, layout, all.getPointer(start));
      } catch (RuntimeException | Error e) {
        scope.close();
        throw e;
      }
    }
  }

  private final dnnl_engine engine;
  private final Writer writer;
  private final IdentityHashMap<Kernel, List<Entry>> entries = new IdentityHashMap<>();

  KernelStore(dnnl_engine engine, Writer writer) {
    this.engine = engine;
    this.writer = writer;
  }

  /** Number of arrays it holds now. */
  synchronized int size() {
    return entries.values().stream().mapToInt(List::size).sum();
  }

  /**
   * A convolution's weights.
   *
   * @param layout how the primitive wants them
   * @param user until whose end they are needed
   */
  dnnl_memory weights(Kernel kernel, Layer.Conv conv, dnnl_memory_desc layout, Scope user) {
    long[] dims = {conv.outputs(), conv.inputs(), conv.kernel(), conv.kernel()};
    return acquire(kernel, kernel.weight(), dnnl.dnnl_oihw, dims, layout, user);
  }

  /**
   * The weights of a convolution of a picture in {@link Halves}.
   *
   * @param wide the convolution with as many inputs as the picture has parts
   */
  dnnl_memory halves(Kernel kernel, Layer.Conv wide, dnnl_memory_desc layout, Scope user) {
    int area = wide.kernel() * wide.kernel();
    int inputs = wide.inputs() / Halves.PARTS;
    FloatBuffer values = Halves.weights(kernel.weight(), wide.outputs(), inputs * area);
    long[] dims = {wide.outputs(), wide.inputs(), wide.kernel(), wide.kernel()};
    return acquire(kernel, values, dnnl.dnnl_oihw, dims, layout, user);
  }

  /** A convolution's bias, always float32. */
  dnnl_memory bias(Kernel kernel, Layer.Conv conv, dnnl_memory_desc layout, Scope user) {
    return acquire(kernel, kernel.bias(), dnnl.dnnl_a, new long[] {conv.outputs()}, layout, user);
  }

  private synchronized dnnl_memory acquire(
      Kernel kernel,
      FloatBuffer values,
      int tag,
      long[] dims,
      dnnl_memory_desc layout,
      Scope user) {
    for (Entry entry : entries.getOrDefault(kernel, List.of())) {
      if (Layouts.equal(entry.layout, layout)) {
        return lend(entry, kernel, user);
      }
    }
    Entry entry = new Entry(engine, layout);
    entries.computeIfAbsent(kernel, key -> new ArrayList<>()).add(entry);
    dnnl_memory memory = lend(entry, kernel, user);
    fill(entry, values, tag, dims);
    return memory;
  }

  private dnnl_memory lend(Entry entry, Kernel kernel, Scope user) {
    entry.users++;
    user.own(() -> release(kernel, entry));
    return entry.memory;
  }

  private synchronized void release(Kernel kernel, Entry entry) {
    entry.users--;
    if (entry.users == 0) {
      entry.scope.close();
      entries.computeIfPresent(
          kernel,
          (key, ofKernel) -> {
            ofKernel.remove(entry);
            return ofKernel.isEmpty() ? null : ofKernel;
          });
    }
  }

  private void fill(Entry entry, FloatBuffer values, int tag, long[] dims) {
    try (FloatPointer plain = new FloatPointer(values.remaining())) {
      plain.asBuffer().put(values);
      writer.write(
          plain, layouts -> layouts.tagged(dnnl.dnnl_f32, tag, dims), entry.memory, entry.layout);
    }
  }
}
