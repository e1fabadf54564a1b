package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.EngineException;
import org.bytedeco.dnnl.global.dnnl;

/** What oneDNN's functions return. */
final class Status {
  private Status() {}

  /**
   * Nothing, if the call went well.
   *
   * @param what was tried, to follow "could not"
   * @throws EngineException if it did not
   */
  static void check(int status, String what) {
    if (status != dnnl.dnnl_success) {
      String reason = reason(status);
      throw new EngineException(
          "onednn: could not " + what + " (" + reason + "); choose another engine",
          new IllegalStateException("oneDNN status " + status));
    }
  }

  private static String reason(int status) {
    if (status == dnnl.dnnl_out_of_memory) {
      return "out of memory";
    }
    if (status == dnnl.dnnl_unimplemented) {
      return "not implemented on this CPU";
    }
    return status == dnnl.dnnl_invalid_arguments ? "invalid arguments" : "status " + status;
  }
}
