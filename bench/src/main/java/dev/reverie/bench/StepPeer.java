package dev.reverie.bench;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.network.Program;

/**
 * A library in the race: another one that can do Reverie's gradient step, or one of Reverie's own
 * engines. All are put behind the same seam, so that all of them are driven, checked and timed by
 * the same code: the picture comes and goes as a {@link dev.reverie.dream.engine.PlanarImage},
 * everything between is the library's own way of doing it.
 *
 * <p>A further peer is one more implementation and one more line in {@link StepPeers}.
 */
interface StepPeer {
  /** A {@link #precision}: single precision. */
  String FLOAT32 = "float32";

  /** A {@link #precision}: the upper half of single precision. */
  String BFLOAT16 = "bfloat16";

  /** What the table calls it. */
  String name();

  /** The numbers it computes with: {@link #FLOAT32} or {@link #BFLOAT16}. */
  String precision();

  /**
   * Whether it can be given this network and pictures of this size. Those that cannot are left out
   * of the table.
   */
  boolean supports(Program program, PictureSize size);

  /**
   * Whether it computes no gradient for this network: its step is the forward pass alone, its
   * plans' {@link dev.reverie.dream.engine.DreamPlan#gradient} is not available, and its time is
   * there for scale only.
   */
  default boolean forwardOnly(Program program) {
    return false;
  }

  /**
   * Opens the library on the calling thread, which becomes its thread for life.
   *
   * @param threads compute threads, at least 1
   * @return owned by the caller
   */
  DreamEngine open(int threads);
}
