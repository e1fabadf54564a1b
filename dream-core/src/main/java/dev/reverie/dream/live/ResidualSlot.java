package dev.reverie.dream.live;

import dev.reverie.dream.engine.PlanarImage;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest residual: what the dream adds to each pixel, in 0..255 units of either sign, at
 * dream size. One thread publishes, others take copies; nobody waits for more than a copy.
 */
public final class ResidualSlot implements AutoCloseable {
  private @Nullable PlanarImage newest;
  private long sequence;
  private long frame;

  /**
   * Replaces the residual.
   *
   * @param residual copied
   * @param frameSequence the frame it was dreamed on
   */
  public synchronized void publish(PlanarImage residual, long frameSequence) {
    newest = fitted(newest, residual.width(), residual.height());
    newest.set(residual);
    frame = frameSequence;
    sequence++;
  }

  /** How many residuals were published so far; 0 before the first. */
  public synchronized long sequence() {
    return sequence;
  }

  /** The frame that the newest residual was dreamed on. */
  public synchronized long frame() {
    return frame;
  }

  /**
   * Copies the newest residual.
   *
   * @param into closed and replaced if it has another size; null makes a new one
   * @return {@code into} or what replaced it, owned by the caller; unchanged if nothing was
   *     published yet
   */
  public synchronized @Nullable PlanarImage take(@Nullable PlanarImage into) {
    if (newest == null) {
      return into;
    }
    PlanarImage copy = fitted(into, newest.width(), newest.height());
    copy.set(newest);
    return copy;
  }

  /** {@code image} if it has that size, else a new one in its place. */
  static PlanarImage fitted(@Nullable PlanarImage image, int width, int height) {
    if (image != null && image.width() == width && image.height() == height) {
      return image;
    }
    if (image != null) {
      image.close();
    }
    return new PlanarImage(width, height);
  }

  @Override
  public synchronized void close() {
    if (newest != null) {
      newest.close();
      newest = null;
    }
  }
}
