package dev.reverie.bench;

/** The switches of the native bindings that Reverie itself runs with; read when they are loaded. */
final class NativeSwitches {
  private NativeSwitches() {}

  /** To be called before anything touches a native library. What -D set stays. */
  static void configure() {
    // JavaCPP would hold native memory to the Java heap's limit; ours is freed explicitly.
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
