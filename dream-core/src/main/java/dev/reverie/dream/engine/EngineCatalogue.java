package dev.reverie.dream.engine;

import java.util.List;

/** The engines that there are to choose from. */
public interface EngineCatalogue {

  /** Their names, the one that is expected to be the best first. */
  List<String> names();

  /**
   * What an engine can compute with on this machine, the fastest first. May load its library.
   *
   * @param engine one of {@link #names}
   * @throws EngineException if the engine cannot be had at all
   */
  List<Precision> precisions(String engine);

  /** What a {@linkplain EngineProbe probe} has to know about an engine. */
  Trial trial(String engine);

  /**
   * Opens an engine on the calling thread, which becomes its thread for life.
   *
   * @return owned by the caller
   * @throws EngineException if it cannot be had
   */
  DreamEngine open(EngineChoice choice);

  /** How an engine is put to the test. */
  enum Trial {
    /** It is fast from the first steps on. */
    PROMPT,

    /**
     * Its code is Java, which has to run for a while before it is fast; and its threads share the
     * work as they come, so that more of them never do harm.
     */
    WARMS_UP,

    /** Not worth the time: it takes long to load and has never won. */
    NONE
  }
}
