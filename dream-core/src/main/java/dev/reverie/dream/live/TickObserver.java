package dev.reverie.dream.live;

/** Is told how long ticks take. */
@FunctionalInterface
public interface TickObserver {

  /**
   * A residual is out. Called on the dreamer's thread, which waits for it: must return quickly and
   * must not throw.
   *
   * @param steps gradient steps that it took, at least 1
   * @param nanos how long the whole tick took, waiting for its turn not included
   */
  void ticked(int steps, long nanos);
}
