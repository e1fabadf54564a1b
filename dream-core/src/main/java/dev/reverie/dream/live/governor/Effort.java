package dev.reverie.dream.live.governor;

import dev.reverie.config.Controls;

/**
 * How much a tick computes.
 *
 * @param size width of the picture that is dreamed on, in pixels; aligned by whoever dreams
 * @param steps gradient steps per octave, at least 1
 * @param octaves scales, at least 1
 * @param allOctaves whether every tick climbs on all octaves; otherwise they take turns
 */
public record Effort(int size, int steps, int octaves, boolean allOctaves) {

  /** What the controls ask for. */
  public static Effort asked(Controls controls) {
    return new Effort(
        controls.size(),
        controls.steps(),
        controls.octaves(),
        controls.octaveOrder().equals("all"));
  }

  /** Ticks until every octave has been climbed on. */
  int round() {
    return allOctaves ? 1 : octaves;
  }

  /**
   * What an average tick computes, in steps times pixels of a square picture: octave {@code i} has
   * {@code octaveScale^(-2i)} of the largest one's pixels. Only ratios mean anything. It leaves out
   * that very small octaves are dropped; measuring makes up for that.
   */
  double work(double octaveScale) {
    double share = 0;
    for (int i = 0; i < octaves; i++) {
      share += Math.pow(octaveScale, -2.0 * i);
    }
    return (double) size * size * steps * share / round();
  }
}
