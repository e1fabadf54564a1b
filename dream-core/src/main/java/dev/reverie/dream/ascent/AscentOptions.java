package dev.reverie.dream.ascent;

import dev.reverie.config.Controls;

/**
 * How to climb.
 *
 * @param steps gradient steps per octave, at least 1
 * @param step length of a step in 0..255 units; with {@code normalize} off, the factor of the raw
 *     gradient
 * @param normalize whether gradients are divided by their root mean square
 * @param octaves number of scales, at least 1
 * @param octaveScale size ratio between neighbouring scales, above 1
 * @param jitter largest roll of the picture before a step, in pixels of the octave; 0 for none
 */
public record AscentOptions(
    int steps, double step, boolean normalize, int octaves, double octaveScale, int jitter) {

  /** What the controls ask for. */
  public static AscentOptions of(Controls controls) {
    return new AscentOptions(
        controls.steps(),
        controls.step(),
        controls.normalize(),
        controls.octaves(),
        controls.octaveScale(),
        controls.jitter());
  }
}
