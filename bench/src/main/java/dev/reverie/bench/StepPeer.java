package dev.reverie.bench;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.network.Program;

/**
 * Another library that can do Reverie's gradient step. It is put behind the same seam as Reverie's
 * own engines, so that all of them are driven, checked and timed by the same code: the picture
 * comes and goes as a {@link dev.reverie.dream.engine.PlanarImage}, everything between is the
 * library's own way of doing it.
 *
 * <p>A further peer is one more implementation and one more line in {@link StepPeers}.
 */
interface StepPeer {

  /** What the table calls it. */
  String name();

  /** The numbers it computes with: {@code float32}, {@code bfloat16}. */
  String precision();

  /** Whether it can be given this network. Those that cannot are left out of the table. */
  boolean supports(Program program);

  /**
   * Opens the library on the calling thread, which becomes its thread for life.
   *
   * @param threads compute threads, at least 1
   * @return owned by the caller
   */
  DreamEngine open(int threads);
}
