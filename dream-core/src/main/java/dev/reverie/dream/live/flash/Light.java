package dev.reverie.dream.live.flash;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The light of a picture on a fixed grid of {@value #ACROSS} by {@value #DOWN} cells: relative
 * luminance and redness of each. The grid does not depend on the picture's size, because a viewer
 * sees the same field whatever the number of pixels; so a change of size keeps the history.
 *
 * <p>A cell is 0.2 degrees wide (1024 pixels are 30 degrees in WCAG's model view). Samples of half
 * that width are averaged as they are coded, because WCAG exempts patterns finer than 0.1 degrees;
 * from there on linear light is averaged, for a mean of coded values underrates a few bright spots
 * on a dark ground by up to ten times.
 *
 * <p>Owns its memory; nothing is allocated after the first picture of a size.
 */
final class Light implements AutoCloseable {
  static final int ACROSS = 160;
  static final int DOWN = 90;
  static final int CELLS = ACROSS * DOWN;

  /** Not a saturated red by any reading. */
  static final byte PALE = 0;

  /** Neither clearly saturated nor clearly not. */
  static final byte BETWEEN = 1;

  /** A saturated red, or nearly. */
  static final byte SATURATED = 2;

  /** WCAG: saturated from 0.8 of R + G + B on; the rest is our margin. */
  private static final float SATURATED_SHARE = 0.77f;

  /**
   * No colour with a larger share of red than 0.67 is more than 0.2 away, in CIE 1976 UCS
   * chromaticity, from a saturated one; that came of trying all pairs in steps of a hundredth.
   */
  private static final float PALE_SHARE = 0.7f;

  /** WCAG 2.1 scales redness by this; a change of 20 counts. */
  private static final float RED_SCALE = 320;

  /** A red darker than this cannot change by 20; see {@link FlashHistory}. */
  private static final float SATURATED_REDNESS = 16;

  private static final float PALE_RED = 10 / RED_SCALE;

  private static final int FINE_ACROSS = 2 * ACROSS;
  private static final int FINE_DOWN = 2 * DOWN;
  private static final int CHANNELS = 3;
  private static final int ROW = FINE_ACROSS * CHANNELS;

  /** A quarter of the linear light of each coded value: four samples make a cell. */
  private static final float[] QUARTER = quarters();

  private final Mat[] halves = {new Mat(), new Mat(), new Mat(), new Mat()};
  private final Size halfSize = new Size();
  private final Mat fine = new Mat(FINE_DOWN, FINE_ACROSS, opencv_core.CV_8UC3);
  private final Size fineSize = new Size(FINE_ACROSS, FINE_DOWN);
  private final BytePointer fineBytes = new BytePointer(fine.data());
  private final byte[] samples = new byte[FINE_DOWN * ROW];
  private final float[] luminance = new float[CELLS];
  private final float[] redness = new float[CELLS];
  private final byte[] saturation = new byte[CELLS];
  private boolean red;

  /**
   * Takes the light of a picture.
   *
   * @param picture 8-bit BGR of any size; not modified
   */
  void measure(Mat picture) {
    shrink(picture);
    fineBytes.position(0).get(samples);
    red = false;
    for (int y = 0; y < DOWN; y++) {
      row(2 * y * ROW, y * ACROSS);
    }
  }

  /** Area averages; halving first takes a third of the time of one large step, at 1280x720. */
  private void shrink(Mat picture) {
    Mat from = picture;
    for (Mat half : halves) {
      int wide = from.cols() / 2;
      int high = from.rows() / 2;
      boolean even = 2 * wide == from.cols() && 2 * high == from.rows();
      if (!even || wide < FINE_ACROSS || high < FINE_DOWN) {
        break;
      }
      halfSize.width(wide).height(high);
      opencv_imgproc.resize(from, half, halfSize, 0, 0, opencv_imgproc.INTER_AREA);
      from = half;
    }
    boolean shrinking = from.cols() >= FINE_ACROSS && from.rows() >= FINE_DOWN;
    int method = shrinking ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_NEAREST;
    opencv_imgproc.resize(from, fine, fineSize, 0, 0, method);
  }

  private void row(int from, int to) {
    int upper = from;
    int lower = from + ROW;
    for (int cell = to; cell < to + ACROSS; cell++) {
      float b = sum(upper, lower);
      float g = sum(upper + 1, lower + 1);
      float r = sum(upper + 2, lower + 2);
      upper += 2 * CHANNELS;
      lower += 2 * CHANNELS;
      luminance[cell] = 0.2126f * r + 0.7152f * g + 0.0722f * b;
      float excess = Math.max(0, r - g - b) * RED_SCALE;
      redness[cell] = excess;
      float all = r + g + b;
      byte kind = BETWEEN;
      if (r < PALE_SHARE * all || r < PALE_RED) {
        kind = PALE;
      } else if (r >= SATURATED_SHARE * all && excess >= SATURATED_REDNESS) {
        kind = SATURATED;
        red = true;
      }
      saturation[cell] = kind;
    }
  }

  private float sum(int upper, int lower) {
    return QUARTER[samples[upper] & 0xff]
        + QUARTER[samples[upper + CHANNELS] & 0xff]
        + QUARTER[samples[lower] & 0xff]
        + QUARTER[samples[lower + CHANNELS] & 0xff];
  }

  /** Relative luminance of each cell, 0..1 (WCAG's definition, from linear sRGB). */
  float[] luminance() {
    return luminance;
  }

  /** {@code max(0, R - G - B) * 320} of each cell, from linear light. */
  float[] redness() {
    return redness;
  }

  /** {@link #PALE}, {@link #BETWEEN} or {@link #SATURATED} for each cell. */
  byte[] saturation() {
    return saturation;
  }

  /** Whether any cell is {@link #SATURATED}. */
  boolean red() {
    return red;
  }

  /** The sRGB transfer function of IEC 61966-2-1, as WCAG's relative luminance has it. */
  private static float[] quarters() {
    float[] table = new float[256];
    for (int code = 0; code < table.length; code++) {
      double coded = code / 255.0;
      double linear = coded <= 0.04045 ? coded / 12.92 : Math.pow((coded + 0.055) / 1.055, 2.4);
      table[code] = (float) (linear / 4);
    }
    return table;
  }

  @Override
  public void close() {
    for (Mat half : halves) {
      half.close();
    }
    halfSize.close();
    fine.close();
    fineSize.close();
  }
}
