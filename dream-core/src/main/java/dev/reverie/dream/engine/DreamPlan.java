package dev.reverie.dream.engine;

/**
 * Steps of gradient ascent of one kind, ready to run: one program, one objective, one size. Owns
 * its memory until {@link #close}. Its steps run on the {@linkplain DreamEngine engine's thread},
 * which also closes it.
 */
public interface DreamPlan extends AutoCloseable {

  /** Width of the pictures it takes. */
  int width();

  /** Height of the pictures it takes. */
  int height();

  /**
   * One step, in place: {@code g = df/dimage; g /= sqrt(mean(g*g)) + 1e-5; image += step * g}.
   *
   * @param image of this plan's size; modified
   * @param step length, in 0..255 units
   * @param normalize whether to divide by the root mean square; if not, {@code step} multiplies the
   *     raw gradient
   * @return the objective before the step; NaN for programs that give the direction themselves
   */
  double step(PlanarImage image, double step, boolean normalize);

  /**
   * The gradient of the objective (or the raw direction) at a picture.
   *
   * @param image of this plan's size; not modified
   * @param gradient of this plan's size; overwritten
   * @return the objective; NaN for programs that give the direction themselves
   */
  double gradient(PlanarImage image, PlanarImage gradient);

  /**
   * The objective at a picture, by a forward pass alone.
   *
   * @param image of this plan's size; not modified
   * @return NaN for programs that give the direction themselves
   */
  double objective(PlanarImage image);

  /**
   * Refuses a picture that is not of this plan's size.
   *
   * @throws IllegalArgumentException that names both sizes
   */
  default void requireSize(PlanarImage image) {
    if (image.width() != width() || image.height() != height()) {
      throw new IllegalArgumentException(
          "a plan for "
              + width()
              + "x"
              + height()
              + " was given "
              + image.width()
              + "x"
              + image.height());
    }
  }

  /** Frees its memory. */
  @Override
  void close();
}
