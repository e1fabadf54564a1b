package dev.reverie.dream.engine.onednn;

import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl.User_func_Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The number of threads that oneDNN computes with. oneDNN has no function for it and asks OpenMP,
 * whose own function ({@code omp_set_num_threads}, which holds for the calling thread) nobody has
 * bound to Java. But any C function of one word can be called through a function pointer of that
 * shape that somebody has bound: OpenCL's bindings, which oneDNN's need anyway, have one.
 *
 * <p>Thread-safe: what it sets, it sets for the calling thread.
 */
final class OpenMp implements AutoCloseable {
  private static final String LIBRARY = "gomp";

  /** JavaCPP's function pointers are structures: the function, and the Java object behind it. */
  private final LongPointer structure;

  private final @Nullable User_func_Pointer function;

  /** Looks for it among the libraries that are loaded. */
  OpenMp() {
    for (Map.Entry<String, String> library : Loader.getLoadedLibraries().entrySet()) {
      if (library.getKey().startsWith(LIBRARY)) {
        Loader.loadGlobal(library.getValue());
      }
    }
    Pointer found = Loader.addressof("omp_set_num_threads");
    boolean there = found != null && !found.isNull();
    structure = new LongPointer(there ? found.address() : 0, 0);
    function = there ? new User_func_Pointer(structure) : null;
  }

  /**
   * Whether OpenMP was found; if not, it uses as many threads as there are cores, or as the
   * environment variable OMP_NUM_THREADS says.
   */
  boolean found() {
    return function != null;
  }

  /** A number of threads, to be {@linkplain Threads#use used} as often as wanted. */
  Threads threads(int count) {
    return new Threads(count);
  }

  @Override
  public void close() {
    if (function != null) {
      function.close();
    }
    structure.close();
  }

  /** A number of threads. */
  final class Threads {
    private final Word count;

    private Threads(int count) {
      this.count = new Word(count);
    }

    /**
     * Lets everything that the calling thread makes and runs from now on have this number. Does
     * nothing if OpenMP was not found. Takes less than a microsecond and allocates nothing.
     */
    void use() {
      if (function != null) {
        function.call(count);
      }
    }
  }

  /** A number where the bindings expect a pointer. */
  private static final class Word extends Pointer {
    Word(long value) {
      address = value;
    }
  }
}
