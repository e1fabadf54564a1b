package dev.reverie.measure;

import dev.reverie.dream.live.ComposedPicture;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * The levels of pictures and of the frames that they were made of, a few times a second. It looks
 * at one pixel of each of the fields of a grid: averaging the pixels instead would hide those that
 * are clipped. Owns its native memory. Pictures come from one thread, others may ask.
 */
public final class LevelsLog implements AutoCloseable {
  private static final int WIDTH = 320;

  private final long interval;
  private final Mat sampled = new Mat();
  private final List<Levels> source = new ArrayList<>();
  private final List<Levels> output = new ArrayList<>();
  private byte[] bytes = new byte[0];
  private boolean started;
  private boolean closed;
  private long due;

  /**
   * @param interval nanoseconds from one look to the next
   */
  public LevelsLog(long interval) {
    this.interval = interval;
  }

  /** Looks at a picture if it is time to, and this is not closed. */
  public synchronized void offer(ComposedPicture composed, long now) {
    if (closed || (started && now < due)) {
      return;
    }
    due = now + interval;
    started = true;
    source.add(levels(composed.frame()));
    output.add(levels(composed.picture()));
  }

  private Levels levels(Mat picture) {
    int width = Math.min(WIDTH, picture.cols());
    int height = Math.max(1, Math.round((float) picture.rows() * width / picture.cols()));
    try (Size size = new Size(width, height)) {
      opencv_imgproc.resize(picture, sampled, size, 0, 0, opencv_imgproc.INTER_NEAREST);
    }
    int length = (int) (sampled.total() * sampled.elemSize());
    if (bytes.length != length) {
      bytes = new byte[length];
    }
    sampled.data().get(bytes);
    return Levels.of(bytes);
  }

  /** What was seen so far; null if nothing was. */
  public synchronized @Nullable Drift drift() {
    return source.isEmpty() ? null : Drift.of(source, output);
  }

  @Override
  public synchronized void close() {
    closed = true;
    sampled.close();
  }
}
