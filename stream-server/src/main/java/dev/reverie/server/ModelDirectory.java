package dev.reverie.server;

import dev.reverie.config.InvalidValueException;

/** The models that can dream, and the layers of the current one. Thread-safe. */
public interface ModelDirectory {

  /** The body of {@code GET /api/layers}: anything that Jackson can write. */
  Object layers();

  /** The body of {@code GET /api/models}: anything that Jackson can write. */
  Object models();

  /**
   * Asks for a model's weights to be downloaded in the background; does nothing if they are here or
   * on their way.
   *
   * @throws InvalidValueException if there is no such model, or nothing to download for it
   */
  void fetch(String name);
}
