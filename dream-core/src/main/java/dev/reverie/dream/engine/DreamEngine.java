package dev.reverie.dream.engine;

import dev.reverie.dream.network.Program;

/**
 * A library that computes dreams on some hardware. It lives on one thread for life: the thread that
 * opened it is the one that prepares and runs its plans and closes it.
 */
public interface DreamEngine extends AutoCloseable {

  /** The name it is chosen by. */
  String name();

  /** Library, hardware and number of threads, for people. */
  String detail();

  /**
   * Makes everything ready for steps of one kind; the steps themselves then allocate nothing.
   *
   * @param program the network and where to cut it
   * @param objective what to maximise; ignored if the program gives the direction itself
   * @param width of the pictures, a multiple of the network's alignment
   * @param height of the pictures, a multiple of the network's alignment
   * @return owned by the caller, who closes it
   * @throws IllegalArgumentException if the size is too small for the network or not aligned
   * @throws EngineException if the library fails
   */
  DreamPlan prepare(Program program, Objective objective, int width, int height);

  /** Frees what the plans share. Plans must be closed before. */
  @Override
  void close();
}
