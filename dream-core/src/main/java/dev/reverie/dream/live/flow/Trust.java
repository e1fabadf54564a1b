package dev.reverie.dream.live.flow;

import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Says how far a flow can be trusted, by the rules that {@link OpticalFlow#measure} tells. For one
 * size of pictures. Belongs to one thread; owns its memory.
 */
final class Trust implements AutoCloseable {
  /** Changes of the whole picture by more levels than this are not light. */
  private static final int BRIGHTEST_LIGHT = 80;

  /**
   * Difference of neighbourhoods, in levels, that is always allowed: JPEG, small shadows, cloth.
   */
  private static final double SAME = 12;

  /** What a 3x3 mean lets through of noise (a third), twice over. */
  private static final double NOISE_LEFT = 2 / 3.0;

  /** Mean {@code |dx| + |dy|}, in levels, below which there is nothing to follow. */
  private static final double FLAT = 4;

  /**
   * The same of noise alone, by its deviation in the difference of two pictures: each slope is the
   * difference of two values of one, and the mean size of a normal value is sqrt(2/pi) deviations.
   * Half as much again, because a flow through noise finds the places where it differs least.
   */
  private static final double NOISE_SLOPE = 1.5 * 2 * Math.sqrt(2 / Math.PI);

  /** Mean square slope, in levels, below which a picture shows nothing. */
  private static final double NOTHING = 8;

  /** If noise is more than this share of the slopes, they say nothing about what is shown. */
  private static final double MOSTLY_NOISE = 0.75;

  /**
   * Less alike than this, two pictures show different scenes. Pairs of different photos reach 0.06
   * (380 pairs of 20 photos); a pan by a twelfth of the picture still has 0.55, another person in
   * the same room 0.4.
   */
  private static final double CUT = 0.2;

  private final Evidence evidence;
  private final Calm calm;
  private final Levels levels = new Levels();
  private final Size near = new Size(3, 3);
  private final FloatGrid trust;
  private final float[] measured;
  private double same;

  /** For luma pictures of that size; both sides at least 4. */
  Trust(int lumaWidth, int lumaHeight) {
    int width = lumaWidth / 2;
    int height = lumaHeight / 2;
    evidence = new Evidence(width, height);
    calm = new Calm(width, height);
    trust = new FloatGrid(width, height, 1);
    measured = new float[width * height];
  }

  /**
   * Judges a flow.
   *
   * @param back the flow from then to now
   * @param into holds the flow from now to then; all of it is written
   */
  void judge(Mat now, Mat then, FloatGrid back, FlowField into) {
    evidence.gather(now, then, into.flowGrid(), back);
    int width = evidence.width();
    FloatGrid error = evidence.error();
    double pictures =
        Math.hypot(levels.noise(evidence.now(), width), levels.noise(evidence.then(), width));
    // What the flow gets wrong looks like noise too, hence the least of the two.
    double noise = Math.min(pictures, levels.noise(error.values(), width));
    takeOffLight(error.values());
    average(error);
    average(evidence.texture());
    decide(noise);
    if (differs(pictures)) {
      into.unrelated(now.cols(), now.rows());
      return;
    }
    average(trust);
    enlarge(trust, into.trustGrid());
    calm.apply(evidence.flow(), measured);
    evidence.flow().push();
    enlarge(evidence.flow(), into.flowGrid());
    sum(now.cols(), into);
  }

  private void takeOffLight(float[] error) {
    int median = levels.median(error);
    float darker = Math.max(-BRIGHTEST_LIGHT, Math.min(0, median));
    float brighter = Math.min(BRIGHTEST_LIGHT, Math.max(0, median));
    for (int i = 0; i < error.length; i++) {
      // All from nothing to the median passes: what was black or white already changes less.
      error[i] -= Math.max(darker, Math.min(error[i], brighter));
    }
  }

  private void decide(double noise) {
    float[] error = evidence.error().values();
    float[] texture = evidence.texture().values();
    float[] apart = evidence.apart();
    float[] inside = evidence.inside();
    float[] trusted = trust.values();
    float close = (float) (SAME + NOISE_LEFT * noise);
    float flat = (float) (FLAT + NOISE_SLOPE * noise);
    double sum = 0;
    for (int i = 0; i < trusted.length; i++) {
      float alike = Fade.between(close, 3 * close, Math.abs(error[i]));
      float met = Fade.between(Evidence.MET, Evidence.GONE, apart[i]);
      float followable = 1 - Fade.between(flat, 2 * flat, texture[i]);
      trusted[i] = alike * inside[i] * (1 - followable * (1 - met));
      measured[i] = followable * met;
      sum += alike;
    }
    same = sum / trusted.length;
  }

  /** Whether the two pictures show different scenes. */
  private boolean differs(double pictureNoise) {
    int count = measured.length;
    // A slope on an axis is the difference of two values, and there are two axes; the mean of the
    // two pictures halves the sum of their noises.
    double noise = 2 * pictureNoise * pictureNoise * count;
    double structure = evidence.structure();
    if (structure - noise < NOTHING * count || noise > MOSTLY_NOISE * structure) {
      return same < 0.5;
    }
    return evidence.agreeing() / (structure - noise) < CUT;
  }

  private void sum(int lumaWidth, FlowField into) {
    float[] t = trust.values();
    float[] f = evidence.flow().values();
    double trusted = 0;
    double motion = 0;
    for (int i = 0; i < t.length; i++) {
      trusted += t[i];
      motion += t[i] * Math.sqrt(f[2 * i] * f[2 * i] + f[2 * i + 1] * f[2 * i + 1]);
    }
    into.measured(trusted / t.length, trusted == 0 ? 0 : motion / trusted / lumaWidth);
  }

  private void average(FloatGrid grid) {
    grid.push();
    opencv_imgproc.blur(grid.mat(), grid.mat(), near);
    grid.pull();
  }

  private static void enlarge(FloatGrid from, FloatGrid to) {
    opencv_imgproc.resize(from.mat(), to.mat(), to.size(), 0, 0, opencv_imgproc.INTER_LINEAR);
  }

  @Override
  public void close() {
    evidence.close();
    calm.close();
    near.close();
    trust.close();
  }
}
