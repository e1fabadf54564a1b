package dev.reverie.config;

/**
 * All that Reverie is told at start.
 *
 * @param settings fixed from now on
 * @param controls where the live controls start
 */
public record Config(Settings settings, Controls controls) {

  /** Everything at its default. */
  public static Config defaults() {
    return new Config(Settings.defaults(), Controls.defaults());
  }
}
