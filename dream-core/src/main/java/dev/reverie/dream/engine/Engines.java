package dev.reverie.dream.engine;

import dev.reverie.config.Names;
import dev.reverie.dream.engine.nd4j.Nd4jEngine;
import java.util.List;

/** The engines that this build holds. */
public final class Engines {
  private Engines() {}

  /** Their names, the best for this machine first. */
  public static List<String> names() {
    return List.of(Nd4jEngine.NAME);
  }

  /**
   * Opens an engine on the calling thread, which becomes its thread for life.
   *
   * @param name one of {@link #names}, or {@code auto} for the first
   * @param threads compute threads, at least 1
   * @return owned by the caller
   * @throws EngineException if its libraries cannot be loaded
   */
  public static DreamEngine open(String name, int threads) {
    if (!name.equals("auto") && !name.equals(Nd4jEngine.NAME)) {
      throw Names.unknown("engine", name, names());
    }
    return Nd4jEngine.open(threads);
  }

  /**
   * Compute threads for a dream that shares the machine with the live picture: one core is left to
   * capture, compositing and encoding, because compute threads wait for each other and the slowest
   * sets the pace.
   */
  public static int liveThreads(int cores) {
    return Math.max(1, cores - 1);
  }
}
