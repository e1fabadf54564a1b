package dev.reverie.dream.live.flash;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * How much of the new picture shows, place by place: all of it where nothing flashed, nothing where
 * a flash is to be held back at this moment, and in between a follower that runs faster the longer
 * the source has been quiet. The edges of a held area are soft. Owns its memory; nothing is
 * allocated per picture.
 */
final class Calm implements AutoCloseable {
  /** From held to free, once the source is quiet. */
  private static final double RELEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);

  /**
   * A held place still drifts to the source's mean in this time, so that a strobe of half contrast
   * leaves ripples well under the threshold and what is behind it shows.
   */
  private static final double CREEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  /** In cells: how far holding reaches beyond what flashes, fully and fading. */
  private static final int REACH = 3;

  private static final int FULL = 255;

  private final float[] ease = new float[Light.CELLS];
  private final float[] held = new float[Light.CELLS];
  private final float[] shares = new float[Light.CELLS];
  private final byte[] mask = new byte[Light.CELLS];
  private final Mat sharp = new Mat(Light.DOWN, Light.ACROSS, opencv_core.CV_8UC1);
  private final Mat wide = new Mat(Light.DOWN, Light.ACROSS, opencv_core.CV_8UC1);
  private final Mat soft = new Mat(Light.DOWN, Light.ACROSS, opencv_core.CV_8UC1);
  private final BytePointer sharpBytes = new BytePointer(sharp.data());
  private final BytePointer softBytes = new BytePointer(soft.data());
  private final Mat small = new Mat(Light.DOWN, Light.ACROSS, opencv_core.CV_32FC1);
  private final FloatPointer smallFloats = new FloatPointer(small.data());
  private final Mat fresh = new Mat();
  private final Mat old = new Mat();
  private final Size spread = new Size(2 * REACH + 1, 2 * REACH + 1);
  private final Mat kernel =
      opencv_imgproc.getStructuringElement(opencv_imgproc.MORPH_RECT, spread);
  private final Size pictureSize = new Size();
  private boolean active;

  Calm() {
    Arrays.fill(ease, 1);
  }

  /** Whether anything is damped. */
  boolean active() {
    return active;
  }

  /** Lets go of everything. */
  void release() {
    Arrays.fill(ease, 1);
    Arrays.fill(held, 0);
    active = false;
  }

  /**
   * Time has passed: nothing is held, and where the source is quiet it comes through a little more.
   * Quiet means that nothing near flashes either: a cell on the border of two opposite flashes has
   * a steady mean.
   *
   * @param source what flashes in the source
   * @param now the time
   * @param nanos since the picture before
   */
  void recover(FlashHistory source, long now, long nanos) {
    for (int cell = 0; cell < mask.length; cell++) {
      mask[cell] = (byte) (source.crowded(cell, now) ? FULL : 0);
    }
    soften();
    float step = (float) (nanos / RELEASE_NANOS);
    active = false;
    for (int cell = 0; cell < ease.length; cell++) {
      held[cell] = 0;
      float most = 1 - softened(cell);
      if (ease[cell] < most) {
        ease[cell] = Math.min(most, ease[cell] + step);
      }
      active |= ease[cell] < 1;
    }
  }

  /**
   * Holds these cells and, softly, their surroundings.
   *
   * @param offenders 1 for a cell to be held, else 0
   */
  void hold(byte[] offenders) {
    for (int cell = 0; cell < mask.length; cell++) {
      mask[cell] = (byte) (offenders[cell] * FULL);
    }
    soften();
    for (int cell = 0; cell < mask.length; cell++) {
      float hold = softened(cell);
      held[cell] = Math.max(held[cell], hold);
      ease[cell] = Math.min(ease[cell], 1 - hold);
    }
    active = true;
  }

  /** Widens what is marked in the mask and blurs its edges; marked cells stay so in full. */
  private void soften() {
    sharpBytes.position(0).put(mask);
    opencv_imgproc.dilate(sharp, wide, kernel);
    opencv_imgproc.blur(wide, soft, spread);
    softBytes.position(0).get(mask);
  }

  private float softened(int cell) {
    return (mask[cell] & 0xff) / (float) FULL;
  }

  /**
   * Blends the new picture with the last one.
   *
   * @param picture 8-bit BGR; not modified
   * @param last of the same size; not modified
   * @param nanos since the last one
   * @param to overwritten
   */
  void blend(Mat picture, Mat last, long nanos, Mat to) {
    float creep = (float) -Math.expm1(-nanos / CREEP_NANOS);
    for (int cell = 0; cell < shares.length; cell++) {
      float share = Math.max(creep, ease[cell] * ease[cell]);
      shares[cell] = Math.min(share, 1 - held[cell]);
    }
    smallFloats.position(0).put(shares);
    pictureSize.width(picture.cols()).height(picture.rows());
    opencv_imgproc.resize(small, fresh, pictureSize, 0, 0, opencv_imgproc.INTER_LINEAR);
    fresh.convertTo(old, opencv_core.CV_32F, -1, 1);
    opencv_imgproc.blendLinear(picture, last, fresh, old, to);
  }

  @Override
  public void close() {
    sharp.close();
    wide.close();
    soft.close();
    small.close();
    fresh.close();
    old.close();
    spread.close();
    kernel.close();
    pictureSize.close();
  }
}
