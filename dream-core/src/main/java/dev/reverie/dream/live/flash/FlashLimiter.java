package dev.reverie.dream.live.flash;

import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Keeps a sequence of pictures within the general-flash and red-flash thresholds of WCAG 2.3.1
 * whatever is in it: no more than three flashes within any one second over more than a quarter of
 * any ten-degree field of view. The figures and the margins kept are in {@link FlashHistory} and
 * {@link VisualFields}, the grid they are taken on in {@link Light}.
 *
 * <p>Each picture is weighed before it goes out. As long as it makes no fourth flash over too large
 * an area it passes bit by bit, so up to three flashes a second and all slow change are untouched.
 * Otherwise the places that would flash, with soft edges, keep what was sent last and come free
 * within two seconds after the source has calmed down there; the rest of the picture moves on. What
 * is to be sent is weighed again, and if softness itself should flash, the whole picture is held
 * for a moment. So nothing leaves that was not found to be within.
 *
 * <p>Belongs to one thread, except {@link #damped()}. Owns its memory; nothing is allocated per
 * picture once running.
 */
public final class FlashLimiter implements AutoCloseable {
  /** Each time more is held; the areas that need a second time are small. */
  private static final int ATTEMPTS = 3;

  /** What "lately" means for {@link #damped()}. */
  private static final double LATELY_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Light light = new Light();
  private final FlashHistory sent = new FlashHistory();
  private final FlashHistory source = new FlashHistory();
  private final VisualFields fields = new VisualFields();
  private final byte[] offenders = new byte[Light.CELLS];
  private final Calm calm = new Calm();
  private Mat last = new Mat();
  private Mat spare = new Mat();
  private long lastNanos;
  private volatile double damped;

  /** Nothing has been sent yet. */
  public FlashLimiter() {}

  /**
   * Makes a picture fit to be sent after those before it.
   *
   * @param picture 8-bit BGR of any size; modified only where it has to be damped
   * @param nanos when it is shown, from an arbitrary origin; a time before the last counts as the
   *     last
   * @return whether it was damped
   * @throws IllegalArgumentException if the picture is empty or of another kind
   */
  public boolean limit(Mat picture, long nanos) {
    if (picture.empty() || picture.type() != opencv_core.CV_8UC3) {
      throw new IllegalArgumentException(
          "the flash limiter takes 8-bit BGR pictures, not "
              + (picture.empty() ? "an empty one" : "OpenCV type " + picture.type())
              + ": convert it first");
    }
    light.measure(picture);
    if (last.empty()) {
      lastNanos = nanos;
      sent.restart(light, nanos);
      picture.copyTo(last);
      return false;
    }
    long now = Math.max(nanos, lastNanos);
    long passed = now - lastNanos;
    lastNanos = now;
    boolean damps = damp(picture, now, passed);
    double weight = -Math.expm1(-passed / LATELY_NANOS);
    double lately = damped;
    damped = lately + weight * ((damps ? 1 : 0) - lately);
    return damps;
  }

  /**
   * The share of the pictures of the last seconds that were damped, 0 to 1. May be called from any
   * thread.
   */
  public double damped() {
    return damped;
  }

  /**
   * Forgets what was sent: the next picture counts as the first. For when pictures were sent
   * without being limited.
   */
  public void forget() {
    last.release();
    calm.release();
    damped = 0;
  }

  private boolean damp(Mat picture, long now, long passed) {
    if (calm.active()) {
      source.weigh(light, now);
      source.commit(light, now);
      calm.recover(source, now, passed);
    }
    if (!calm.active()) {
      if (!flashes(now)) {
        sent.commit(light, now);
        picture.copyTo(last);
        return false;
      }
      source.restart(light, now);
      calm.hold(offenders);
    }
    fit(picture);
    blend(picture, now, passed);
    sent.commit(light, now);
    spare.copyTo(picture);
    Mat newest = spare;
    spare = last;
    last = newest;
    return true;
  }

  /** Whether what was measured last would flash too often. */
  private boolean flashes(long now) {
    return fields.crowded(sent.over(), sent.weigh(light, now), offenders);
  }

  /** The viewer saw the last picture in the same place as this one, whatever their sizes. */
  private void fit(Mat picture) {
    if (last.cols() != picture.cols() || last.rows() != picture.rows()) {
      opencv_imgproc.resize(last, spare, picture.size());
      Mat fitted = spare;
      spare = last;
      last = fitted;
    }
  }

  /** Puts into {@code spare} what is to be sent, weighed. */
  private void blend(Mat picture, long now, long passed) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      calm.blend(picture, last, passed, spare);
      light.measure(spare);
      if (!flashes(now)) {
        return;
      }
      calm.hold(offenders);
    }
    last.copyTo(spare);
    light.measure(spare);
    sent.weigh(light, now);
  }

  @Override
  public void close() {
    last.close();
    spare.close();
    calm.close();
    light.close();
  }
}
