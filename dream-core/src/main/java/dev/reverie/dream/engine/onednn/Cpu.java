package dev.reverie.dream.engine.onednn;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * What primitives are made for and run on.
 *
 * @param engine the processor
 * @param stream what primitives are run in, by one thread at a time
 * @param threads how many threads a primitive may count on: the number that was in use when it was
 *     made must be in use when it is run
 */
record Cpu(dnnl_engine engine, dnnl_stream stream, OpenMp.Threads threads) {

  /**
   * The first processor.
   *
   * @param scope until whose end it is there
   */
  static Cpu open(OpenMp.Threads threads, Scope scope) {
    dnnl_engine engine = new dnnl_engine();
    Status.check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "open the CPU");
    scope.own(() -> dnnl.dnnl_engine_destroy(engine));
    return new Cpu(engine, stream(engine, scope), threads);
  }

  /**
   * The same processor for another thread, and with another number of threads.
   *
   * @param scope until whose end it is needed
   */
  Cpu with(OpenMp.Threads others, Scope scope) {
    return new Cpu(engine, stream(engine, scope), others);
  }

  private static dnnl_stream stream(dnnl_engine engine, Scope scope) {
    dnnl_stream stream = new dnnl_stream();
    Status.check(
        dnnl.dnnl_stream_create(stream, engine, dnnl.dnnl_stream_default_flags), "open the CPU");
    scope.own(() -> dnnl.dnnl_stream_destroy(stream));
    return stream;
  }
}
