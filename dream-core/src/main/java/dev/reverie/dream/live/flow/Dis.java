package dev.reverie.dream.live.flow;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_video.DISOpticalFlow;

/**
 * Dense optical flow by inverse search (Kroeger, Timofte, Dai and Van Gool 2016, "Fast Optical Flow
 * using Dense Inverse Search"), as OpenCV has it. Belongs to one thread; owns its memory.
 */
final class Dis implements AutoCloseable {
  private static final int PATCH = 8;

  /** The shortest side that holds a patch at half size. */
  static final int SMALLEST_SIDE = 2 * PATCH;

  private final DISOpticalFlow dis;
  private final Settings settings;

  /**
   * @param preset one of OpenCV's, for what the others leave open
   * @param finestScale the last scale searched is {@code 2^-finestScale}; the flow of larger ones
   *     is enlarged
   * @param stride pixels from one patch to the next, at that scale
   */
  record Settings(int preset, int finestScale, int stride) {}

  Dis(Settings settings) {
    this.settings = settings;
    dis = DISOpticalFlow.create(settings.preset());
  }

  /**
   * Where each pixel of {@code from} is in {@code to}.
   *
   * @param from 8-bit grey, sides of at least {@link #SMALLEST_SIDE}; not modified
   * @param to of the same size; not modified
   * @param into overwritten
   */
  void measure(Mat from, Mat to, FloatGrid into) {
    // What is there would be taken for a first guess: the same pictures must give the same flow.
    into.clear();
    // OpenCV rewrites its own settings for good when a picture is too small for them, hence each
    // time; and this is how it chooses the coarsest scale, which may not be finer than the finest.
    double sides = Math.max(from.cols(), from.rows()) / (4.0 * PATCH);
    int coarsest = (int) (Math.log(sides) / Math.log(2) + 0.5);
    dis.setFinestScale(Math.max(0, Math.min(settings.finestScale(), coarsest)));
    dis.setPatchSize(PATCH);
    dis.setPatchStride(settings.stride());
    dis.calc(from, to, into.mat());
  }

  @Override
  public void close() {
    dis.close();
  }
}
