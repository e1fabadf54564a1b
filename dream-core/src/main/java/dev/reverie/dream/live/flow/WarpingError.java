package dev.reverie.dream.live.flow;

import java.util.OptionalDouble;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_video.DISOpticalFlow;
import org.jspecify.annotations.Nullable;

/**
 * Measures flicker, by the warping error of Lai, Huang, Wang, Shechtman, Yumer and Yang 2018
 * ("Learning Blind Video Temporal Consistency"): how far a picture differs from the one before it,
 * warped onto it, where the flow can be trusted. The flow and its mask come from the source's
 * frames ({@link #source}) and serve every sequence made from them ({@link #between}): the source
 * itself, a dream that was warped, one that was not. Belongs to one thread; owns its memory.
 */
public final class WarpingError implements AutoCloseable {
  /** OpenCV's medium preset: a measurement may take its time (5 ms each way at 320x180). */
  private static final Dis.Settings SETTINGS = new Dis.Settings(DISOpticalFlow.PRESET_MEDIUM, 1, 3);

  private final Dis dis = new Dis(SETTINGS);
  private final Scalar black = new Scalar(0, 0, 0, 0);
  private final Mat none = new Mat();
  private final Mat earlierGrey = new Mat();
  private final Mat laterGrey = new Mat();
  private final Mat earlier = new Mat();
  private final Mat later = new Mat();
  private final Mat warped = new Mat();
  private @Nullable FloatGrid flow;
  private @Nullable FloatGrid back;
  private @Nullable FloatGrid fetched;
  private @Nullable FloatGrid map;
  private @Nullable FloatGrid mask;
  private double trusted;

  /**
   * Measures the motion between two consecutive frames of the source.
   *
   * @param before 8-bit BGR, sides of at least 16
   * @param after the next frame, of the same size
   * @throws IllegalArgumentException if it is not of the same size, or they are smaller
   */
  public void source(Mat before, Mat after) {
    int width = before.cols();
    int height = before.rows();
    if (after.cols() != width || after.rows() != height) {
      throw new IllegalArgumentException(
          "a frame of "
              + size(after)
              + " cannot follow one of "
              + size(before)
              + "; scale one of them first");
    }
    if (Math.min(width, height) < Dis.SMALLEST_SIDE) {
      throw new IllegalArgumentException(
          "no motion can be measured on frames of "
              + size(before)
              + "; both sides must have at least "
              + Dis.SMALLEST_SIDE
              + " pixels");
    }
    FloatGrid there = FloatGrid.fitted(flow, width, height, 2);
    flow = there;
    FloatGrid again = FloatGrid.fitted(back, width, height, 2);
    back = again;
    FloatGrid met = FloatGrid.fitted(fetched, width, height, 2);
    fetched = met;
    FloatGrid places = FloatGrid.fitted(map, width, height, 2);
    map = places;
    FloatGrid seen = FloatGrid.fitted(mask, width, height, 1);
    mask = seen;
    opencv_imgproc.cvtColor(before, earlierGrey, opencv_imgproc.COLOR_BGR2GRAY);
    opencv_imgproc.cvtColor(after, laterGrey, opencv_imgproc.COLOR_BGR2GRAY);
    dis.measure(laterGrey, earlierGrey, there);
    dis.measure(earlierGrey, laterGrey, again);
    place(there.pull(), places);
    remap(again.mat(), met.mat());
    trusted = mask(there.values(), met.pull(), places.values(), seen);
  }

  /** Share of the pixels that count, 0..1. */
  public double trusted() {
    return trusted;
  }

  /**
   * The warping error between two pictures made from the two frames: the mean, over the trusted
   * pixels and the three colours, of {@code (after - warp(before))^2}, with brightness in 0..1.
   *
   * @param before 8-bit BGR of the frames' size; not modified
   * @param after likewise
   * @return nothing if no pixel can be trusted
   * @throws IllegalArgumentException if a picture has another size than the frames
   * @throws IllegalStateException before the first {@link #source}
   */
  public OptionalDouble between(Mat before, Mat after) {
    FloatGrid seen = mask;
    if (seen == null) {
      throw new IllegalStateException("the source's frames come first: call source()");
    }
    for (Mat picture : new Mat[] {before, after}) {
      if (picture.cols() != seen.width() || picture.rows() != seen.height()) {
        throw new IllegalArgumentException(
            "a picture of "
                + size(picture)
                + " was not made from frames of "
                + seen.width()
                + "x"
                + seen.height()
                + "; scale it first");
      }
    }
    if (trusted == 0) {
      return OptionalDouble.empty();
    }
    before.convertTo(earlier, opencv_core.CV_32F, 1 / 255.0, 0);
    after.convertTo(later, opencv_core.CV_32F, 1 / 255.0, 0);
    remap(earlier, warped);
    opencv_core.subtract(later, warped, warped);
    opencv_core.multiply(warped, warped, warped);
    // The mean of each colour over all pixels, those that don't count as 0.
    opencv_imgproc.cvtColor(seen.mat(), earlier, opencv_imgproc.COLOR_GRAY2BGR);
    opencv_core.multiply(warped, earlier, warped);
    try (Scalar mean = opencv_core.mean(warped)) {
      return OptionalDouble.of((mean.get(0) + mean.get(1) + mean.get(2)) / 3 / trusted);
    }
  }

  private void remap(Mat from, Mat to) {
    FloatGrid places = map;
    if (places != null) {
      opencv_imgproc.remap(
          from,
          to,
          places.mat(),
          none,
          opencv_imgproc.INTER_LINEAR,
          opencv_core.BORDER_REPLICATE,
          black);
    }
  }

  private static void place(float[] flow, FloatGrid map) {
    float[] m = map.values();
    for (int y = 0, i = 0; y < map.height(); y++) {
      for (int x = 0; x < map.width(); x++, i += 2) {
        m[i] = x + flow[i];
        m[i + 1] = y + flow[i + 1];
      }
    }
    map.push();
  }

  /**
   * Ruder, Dosovitskiy and Brox 2016 ("Artistic Style Transfer for Videos"), section 4.2: a pixel
   * counts unless there and back miss each other, {@code |w + w'|^2 > 0.01 (|w|^2 + |w'|^2) + 0.5},
   * or motion has a boundary there, {@code |grad u|^2 + |grad v|^2 > 0.01 |w|^2 + 0.002}; nor does
   * one that comes from outside.
   *
   * @return the share that counts
   */
  private static double mask(float[] flow, float[] fetched, float[] places, FloatGrid into) {
    int width = into.width();
    int height = into.height();
    float[] counts = into.values();
    int sum = 0;
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i++) {
        float u = flow[2 * i];
        float v = flow[2 * i + 1];
        float backU = fetched[2 * i];
        float backV = fetched[2 * i + 1];
        float length = u * u + v * v;
        float miss = (u + backU) * (u + backU) + (v + backV) * (v + backV);
        boolean met = miss <= 0.01f * (length + backU * backU + backV * backV) + 0.5f;
        boolean smooth = steepness(flow, i, x, y, width, height) <= 0.01f * length + 0.002f;
        float atX = places[2 * i];
        float atY = places[2 * i + 1];
        boolean inside = atX >= 0 && atY >= 0 && atX <= width - 1 && atY <= height - 1;
        counts[i] = met && smooth && inside ? 1 : 0;
        sum += met && smooth && inside ? 1 : 0;
      }
    }
    into.push();
    return (double) sum / counts.length;
  }

  /** The sum of the squared slopes of both parts of a flow, by central differences. */
  private static float steepness(float[] flow, int i, int x, int y, int width, int height) {
    int left = 2 * (x == 0 ? i : i - 1);
    int right = 2 * (x == width - 1 ? i : i + 1);
    int up = 2 * (y == 0 ? i : i - width);
    int down = 2 * (y == height - 1 ? i : i + width);
    float sum = 0;
    for (int part = 0; part < 2; part++) {
      float acrossX = (flow[right + part] - flow[left + part]) / 2;
      float acrossY = (flow[down + part] - flow[up + part]) / 2;
      sum += acrossX * acrossX + acrossY * acrossY;
    }
    return sum;
  }

  private static String size(Mat picture) {
    return picture.cols() + "x" + picture.rows();
  }

  @Override
  public void close() {
    dis.close();
    black.close();
    for (Mat mat : new Mat[] {none, earlierGrey, laterGrey, earlier, later, warped}) {
      mat.close();
    }
    for (FloatGrid grid : new @Nullable FloatGrid[] {flow, back, fetched, map, mask}) {
      if (grid != null) {
        grid.close();
      }
    }
  }
}
