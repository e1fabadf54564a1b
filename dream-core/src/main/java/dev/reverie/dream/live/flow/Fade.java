package dev.reverie.dream.live.flow;

/** From all to nothing without a step. */
final class Fade {
  private Fade() {}

  /** 1 up to {@code full}, 0 from {@code gone} on, with no corner between (a cubic). */
  static float between(float full, float gone, float value) {
    if (value <= full) {
      return 1;
    }
    if (value >= gone) {
      return 0;
    }
    float part = (value - full) / (gone - full);
    return 1 - part * part * (3 - 2 * part);
  }
}
