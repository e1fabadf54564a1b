package dev.reverie.dream.live.mood;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * How much of the picture changes. Compares cells of 4x4 pixels with what they were 150 ms ago:
 * long enough that somebody who walks slowly has moved by more than a cell, short enough that a
 * gesture is still under way; and by always comparing over the same time, not with the last frame,
 * it reads the same however often it is asked. Between two frames it interpolates; only below five
 * frames a second must it compare over longer, and reads more. The mean of 16 pixels has a quarter
 * of a pixel's noise. Owns native memory; not thread-safe; allocates nothing once the picture's
 * size is known.
 */
public final class MotionMeter implements AutoCloseable {
  private static final long LAG = 150_000_000;

  /** A frame this near to the lag needs no second one to interpolate with. */
  private static final long NEAR = 5_000_000;

  /** Frames are kept no closer than this, so that the ones kept reach back beyond the lag. */
  private static final long SPACING = 12_000_000;

  private static final int KEPT = 16;

  /** A frame older than this says nothing about now. */
  private static final long STALE = 2_000_000_000;

  private static final int CELL = 4;

  private final CellComparison comparison = new CellComparison();
  private final long[] times = new long[KEPT];
  private byte[][] kept = new byte[KEPT][];
  private @Nullable Cells cells;
  private int newest;
  private int count;
  private long lastFrame;
  private long seen;
  private double percent;

  /** Native work space for one picture size. */
  private static final class Cells implements AutoCloseable {
    final int pictureWidth;
    final int pictureHeight;
    final int count;
    private final Size size;
    private final Mat reduced;
    private final BytePointer bytes;

    Cells(int pictureWidth, int pictureHeight) {
      this.pictureWidth = pictureWidth;
      this.pictureHeight = pictureHeight;
      size = new Size(Math.max(1, pictureWidth / CELL), Math.max(1, pictureHeight / CELL));
      count = size.width() * size.height();
      reduced = new Mat(size.height(), size.width(), opencv_core.CV_8UC1);
      bytes = reduced.data();
    }

    void reduce(Mat grey, byte[] into) {
      opencv_imgproc.resize(grey, reduced, size, 0, 0, opencv_imgproc.INTER_AREA);
      bytes.get(into, 0, count);
    }

    @Override
    public void close() {
      reduced.close();
      size.close();
    }
  }

  /**
   * Looks at a frame. A frame may be given again, when the source is slower than the caller: the
   * reading stays, for up to 2 s. Another picture size, and time that goes back or leaps, begin
   * again.
   *
   * @param grey 8-bit grey, 256 to 320 wide for the noise it is made for; not modified, not kept
   * @param frameNanos when the frame was captured; the same for the same frame
   * @param nowNanos the time now
   * @return percent of the picture that changes, 0..100
   * @throws IllegalArgumentException if the picture is empty or not 8-bit grey
   */
  public double measure(Mat grey, long frameNanos, long nowNanos) {
    if (grey.empty() || grey.type() != opencv_core.CV_8UC1) {
      throw new IllegalArgumentException(
          "motion is measured in 8-bit grey pictures (CV_8UC1), not in "
              + (grey.empty() ? "empty ones" : "type " + grey.type())
              + ": convert the frame first");
    }
    Cells fitted = fitted(grey.cols(), grey.rows());
    if (count > 0 && frameNanos == lastFrame) {
      if (nowNanos - seen > STALE) {
        percent = 0;
      }
      return percent;
    }
    if (count > 0 && (frameNanos < lastFrame || frameNanos - lastFrame > STALE)) {
      count = 0;
      percent = 0;
    }
    lastFrame = frameNanos;
    seen = nowNanos;
    int slot = (newest + 1) % KEPT;
    fitted.reduce(grey, kept[slot]);
    if (count > 0) {
      percent = compare(kept[slot], frameNanos, fitted.count);
    }
    if (count == 0 || frameNanos - times[newest] >= SPACING) {
      times[slot] = frameNanos;
      newest = slot;
      // The slot after the newest is where the next frame is looked at.
      count = Math.min(count + 1, KEPT - 1);
    }
    return percent;
  }

  /** The last reading. */
  public double percent() {
    return percent;
  }

  private double compare(byte[] now, long time, int cellCount) {
    int younger = -1;
    int slot = newest;
    int left = count;
    while (left > 1 && time - times[slot] < LAG - NEAR) {
      younger = slot;
      slot = (slot + KEPT - 1) % KEPT;
      left--;
    }
    long age = time - times[slot];
    double older = comparison.percent(now, kept[slot], cellCount);
    if (younger < 0 || age <= LAG + NEAR) {
      return older;
    }
    long youngerAge = time - times[younger];
    double share = (double) (LAG - youngerAge) / (age - youngerAge);
    return older * share + comparison.percent(now, kept[younger], cellCount) * (1 - share);
  }

  private Cells fitted(int width, int height) {
    Cells known = cells;
    if (known != null && known.pictureWidth == width && known.pictureHeight == height) {
      return known;
    }
    close();
    Cells fresh = new Cells(width, height);
    cells = fresh;
    kept = new byte[KEPT][fresh.count];
    count = 0;
    percent = 0;
    return fresh;
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    if (cells != null) {
      cells.close();
      cells = null;
    }
  }
}
