package dev.reverie.dream.engine.nd4j;

import org.nd4j.nativeblas.NativeOps;

/**
 * The number of threads that ND4J computes with. It holds for the thread that sets it, and another
 * engine may have set another.
 */
record Threads(NativeOps ops, int count) {

  /** Lets everything that the calling thread computes from now on have this number. */
  void use() {
    ops.setOmpNumThreads(count);
  }
}
