package dev.reverie.measure;

import dev.reverie.dream.live.ComposedPicture;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Keeps frames and the pictures that were made of them, reduced, in native memory that it allocates
 * and touches at once, so that recording allocates nothing. A frame that is shown again is not kept
 * again. Owns what it keeps. Pictures come from one thread, others may ask.
 */
public final class PairRecorder implements AutoCloseable {

  /**
   * A frame and the picture made of it, 8-bit BGR of the same size; views, valid until the recorder
   * is closed.
   */
  public record Pair(Mat source, Mat output) {}

  /** Optical flow wants no less. */
  private static final double SMALLEST_SIDE = 16;

  private final int every;
  private final List<Pair> pairs = new ArrayList<>();
  private final Size size;
  private int kept;
  private long seen;
  private long last;

  /**
   * @param capacity how many it keeps
   * @param every 1 keeps all frames in a row, n every n-th
   * @param width it reduces to; smaller pictures stay as wide as they are
   * @param outputWidth and {@code outputHeight}: of the pictures that will come
   */
  public PairRecorder(int capacity, int every, int width, int outputWidth, int outputHeight) {
    this.every = every;
    double scale =
        Math.min(
            1,
            Math.max(
                (double) width / outputWidth, SMALLEST_SIDE / Math.min(outputWidth, outputHeight)));
    int reduced = (int) Math.round(outputWidth * scale);
    int height = (int) Math.round(outputHeight * scale);
    size = new Size(reduced, height);
    for (int i = 0; i < capacity; i++) {
      pairs.add(new Pair(black(height, reduced), black(height, reduced)));
    }
  }

  private static Mat black(int rows, int columns) {
    return new Mat(rows, columns, opencv_core.CV_8UC3, Scalar.BLACK);
  }

  /** Keeps a picture, if it shows a new frame and there is room; once closed there is none. */
  public synchronized void offer(ComposedPicture composed) {
    if (isFull() || composed.stamp().sequence() == last) {
      return;
    }
    last = composed.stamp().sequence();
    if (seen++ % every == 0) {
      Pair pair = pairs.get(kept);
      opencv_imgproc.resize(composed.frame(), pair.source(), size, 0, 0, opencv_imgproc.INTER_AREA);
      opencv_imgproc.resize(
          composed.picture(), pair.output(), size, 0, 0, opencv_imgproc.INTER_AREA);
      kept++;
    }
  }

  /** Whether it keeps no more. */
  public synchronized boolean isFull() {
    return kept == pairs.size();
  }

  /** What it has kept, in the order of time. */
  public synchronized List<Pair> pairs() {
    return List.copyOf(pairs.subList(0, kept));
  }

  @Override
  public synchronized void close() {
    kept = 0;
    pairs.forEach(
        pair -> {
          pair.source().close();
          pair.output().close();
        });
    pairs.clear();
    size.close();
  }
}
