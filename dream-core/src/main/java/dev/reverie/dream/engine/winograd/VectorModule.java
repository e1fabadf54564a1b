package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.EngineException;

/**
 * Makes the JDK's vector interface available. It is an incubating module, which is not there unless
 * asked for. Asking on the command line makes the JVM print a warning line at every start; the JDK
 * itself loads modules late in another way, for its own agents, and that is used here. It needs the
 * launcher's {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED} (the jar's manifest
 * says the same).
 */
public final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /**
   * Loads it, if it is not there yet. Once, whoever asks first.
   *
   * @throws EngineException if this JVM does not have it or does not let us
   */
  public static synchronized void load() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new EngineException(
          "winograd: this Java does not give its vector module ("
              + e
              + "); start it with --add-modules "
              + NAME
              + ", or choose another engine",
          e);
    }
  }
}
