package dev.reverie.dream.live;

import dev.reverie.dream.engine.PlanarImage;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest residual: what the dream adds to each pixel, in 0..255 units of either sign, at
 * dream size; and the small grey picture of the frame that it belongs to, from which optical flow
 * finds where it has to go. One thread publishes, others take copies; nobody waits for more than a
 * copy.
 */
public final class ResidualSlot implements AutoCloseable {
  private @Nullable PlanarImage newest;
  private final Mat luma = new Mat();
  private long sequence;
  private long frame;

  /**
   * Replaces the residual.
   *
   * @param residual copied
   * @param strength factor on it
   * @param lumaOfFrame the frame it was dreamed on, small and grey; copied
   * @param frameSequence of that frame
   */
  public synchronized void publish(
      PlanarImage residual, double strength, Mat lumaOfFrame, long frameSequence) {
    newest = PlanarImage.fitted(newest, residual.width(), residual.height());
    residual.all().convertTo(newest.all(), opencv_core.CV_32F, strength, 0);
    lumaOfFrame.copyTo(luma);
    frame = frameSequence;
    sequence++;
  }

  /** How many residuals were published so far; 0 before the first. */
  public synchronized long sequence() {
    return sequence;
  }

  /** The frame that the newest residual was dreamed on; 0 before the first. */
  public synchronized long frame() {
    return frame;
  }

  /**
   * Copies the newest residual.
   *
   * @param into closed and replaced if it has another size; null makes a new one
   * @param lumaInto overwritten with the small grey picture of its frame
   * @return {@code into} or what replaced it, owned by the caller; unchanged if nothing was
   *     published yet
   */
  public synchronized @Nullable PlanarImage take(@Nullable PlanarImage into, Mat lumaInto) {
    if (newest == null) {
      return into;
    }
    PlanarImage copy = PlanarImage.fitted(into, newest.width(), newest.height());
    copy.set(newest);
    luma.copyTo(lumaInto);
    return copy;
  }

  @Override
  public synchronized void close() {
    if (newest != null) {
      newest.close();
      newest = null;
    }
    luma.close();
  }
}
