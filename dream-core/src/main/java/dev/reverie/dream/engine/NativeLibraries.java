package dev.reverie.dream.engine;

/**
 * Process-wide switches of the native bindings, which read them once, when they are first loaded.
 */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * To be called before anything touches a native library. What the command line set with -D stays.
   */
  public static void configure() {
    // JavaCPP would hold native memory to the Java heap's limit, and call the collector when it is
    // near: ours is owned
    // and freed explicitly, and pictures and networks are far larger than the heap.
    setIfAbsent("org.bytedeco.javacpp.maxbytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxphysicalbytes", "0");
    if ("amd64".equals(System.getProperty("os.arch"))) {
      // The build of ND4J that has oneDNN inside.
      setIfAbsent("org.bytedeco.javacpp.platform.extension", "-onednn");
    }
  }

  private static void setIfAbsent(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
