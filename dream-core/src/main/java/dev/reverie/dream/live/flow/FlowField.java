package dev.reverie.dream.live.flow;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Where each pixel of a picture was in an earlier one, and how far that can be trusted. Written by
 * {@link OpticalFlow#measure}, read by {@link Warp}. Belongs to one thread at a time; owns its
 * memory. A new one is {@linkplain #still still}.
 */
public final class FlowField implements AutoCloseable {
  private FloatGrid flow = new FloatGrid(1, 1, 2);
  private FloatGrid trust = new FloatGrid(1, 1, 1);
  private final Scalar one = new Scalar(1, 1, 1, 1);
  private final Scalar zero = new Scalar(0, 0, 0, 0);
  private boolean still;
  private boolean cut;
  private double trusted;
  private double motion;

  /** No motion, everything trusted, one pixel large. */
  public FlowField() {
    still();
  }

  /**
   * The motion: then = now + flow.
   *
   * @return 32-bit float, two channels (x to the right, y down), in pixels of the luma picture; a
   *     view that the next measurement overwrites
   */
  public Mat flow() {
    return flow.mat();
  }

  /**
   * How far the motion can be trusted: 0 (this was not there to be seen before) to 1.
   *
   * @return 32-bit float of the flow's size; a view that the next measurement overwrites
   */
  public Mat trust() {
    return trust.mat();
  }

  /** Width of the luma picture. */
  public int width() {
    return flow.width();
  }

  /** Height of the luma picture. */
  public int height() {
    return flow.height();
  }

  /** Mean trust, 0..1. */
  public double trusted() {
    return trusted;
  }

  /**
   * Whether the two pictures show different scenes, or come from sources of different shapes: see
   * {@link OpticalFlow#measure}.
   */
  public boolean cut() {
    return cut;
  }

  /** Mean length of the trusted motion, in picture widths. */
  public double motion() {
    return motion;
  }

  /** Whether nothing moves and everything is trusted, exactly. */
  public boolean isStill() {
    return still;
  }

  /** No motion, everything trusted; the size stays. */
  public void still() {
    flow.clear();
    trust.mat().put(one);
    still = true;
    cut = false;
    trusted = 1;
    motion = 0;
  }

  /** No motion, nothing trusted, a cut; takes on a size. */
  void unrelated(int width, int height) {
    fit(width, height);
    flow.clear();
    trust.mat().put(zero);
    still = false;
    cut = true;
    trusted = 0;
    motion = 0;
  }

  /** Takes on a size; the contents are then undefined until one of the other methods is called. */
  void fit(int width, int height) {
    flow = FloatGrid.fitted(flow, width, height, 2);
    trust = FloatGrid.fitted(trust, width, height, 1);
  }

  /** Says what the grids, now written, amount to. */
  void measured(double meanTrust, double meanMotion) {
    still = false;
    cut = false;
    trusted = meanTrust;
    motion = meanMotion;
  }

  FloatGrid flowGrid() {
    return flow;
  }

  FloatGrid trustGrid() {
    return trust;
  }

  @Override
  public void close() {
    flow.close();
    trust.close();
    one.close();
    zero.close();
  }
}
