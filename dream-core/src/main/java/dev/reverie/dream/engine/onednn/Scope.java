package dev.reverie.dream.engine.onednn;

import java.util.ArrayDeque;
import java.util.Deque;

/** Native things with one owner, freed together: the last first. */
final class Scope implements AutoCloseable {
  private final Deque<Runnable> frees = new ArrayDeque<>();

  /** Takes over something that {@code free} frees. */
  void own(Runnable free) {
    frees.push(free);
  }

  @Override
  public void close() {
    while (!frees.isEmpty()) {
      frees.pop().run();
    }
  }
}
