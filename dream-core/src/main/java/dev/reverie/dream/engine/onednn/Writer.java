package dev.reverie.dream.engine.onednn;

import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Brings numbers into arrays that primitives will read, while plans are prepared. On the calling
 * thread alone, whichever that is: OpenMP would give every thread that asks for help a set of
 * helpers of its own, and these would get into the way of the steps that are running meanwhile.
 * Thread-safe.
 */
final class Writer {
  private final Cpu cpu;
  private final OpenMp.Threads alone;

  /**
   * @param cpu whose number of threads is in use again after every call
   * @param alone one thread
   */
  Writer(Cpu cpu, OpenMp.Threads alone) {
    this.cpu = cpu;
    this.alone = alone;
  }

  /**
   * Writes an array.
   *
   * @param values float32
   * @param plain how they lie
   * @param to overwritten
   * @param layout of {@code to}
   */
  void write(
      FloatPointer values,
      Function<Layouts, dnnl_memory_desc> plain,
      dnnl_memory to,
      dnnl_memory_desc layout) {
    alone.use();
    try (Scope once = new Scope()) {
      Recorder recorder = new Recorder(cpu.with(alone, once), once);
      recorder.copy(values, plain.apply(recorder.layouts()), to, layout);
      recorder.allocate();
      recorder.run(0, recorder.size());
    } finally {
      cpu.threads().use();
    }
  }
}
