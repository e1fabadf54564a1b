package dev.reverie.dream.engine.onednn;

import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl.User_func_Pointer;

/**
 * The number of threads that oneDNN computes with. oneDNN has no function for it and asks OpenMP,
 * whose own function ({@code omp_set_num_threads}, which holds for the calling thread) nobody has
 * bound to Java. But any C function of one word can be called through a function pointer of that
 * shape that somebody has bound: OpenCL's bindings, which oneDNN's need anyway, have one.
 */
final class OpenMp {
  private static final String LIBRARY = "gomp";

  private OpenMp() {}

  /**
   * Sets the number of threads of everything that the calling thread computes from now on.
   *
   * @return whether OpenMP was found; if not, it uses as many threads as there are cores, or as the
   *     environment variable OMP_NUM_THREADS says
   */
  static boolean setThreads(int threads) {
    for (Map.Entry<String, String> library : Loader.getLoadedLibraries().entrySet()) {
      if (library.getKey().startsWith(LIBRARY)) {
        Loader.loadGlobal(library.getValue());
      }
    }
    Pointer function = Loader.addressof("omp_set_num_threads");
    if (function == null || function.isNull()) {
      return false;
    }
    // JavaCPP's function pointers are structures of the function's address and the Java object
    // behind it, if any.
    try (LongPointer structure = new LongPointer(function.address(), 0);
        User_func_Pointer call = new User_func_Pointer(structure);
        Word argument = new Word(threads)) {
      call.call(argument);
    }
    return true;
  }

  /** A number where the bindings expect a pointer. */
  private static final class Word extends Pointer {
    Word(long value) {
      address = value;
    }
  }
}
