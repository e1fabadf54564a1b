package dev.reverie.server;

import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of the newest picture for those who want one now: snapshots, and the first picture
 * of a viewer who joins while nothing new arrives. The publisher only ever waits for a copy, never
 * for an encode. Thread-safe.
 */
final class NewestFrame implements AutoCloseable {
  private final Object slot = new Object();
  private final Mat newest = new Mat();
  private long sequence;

  private final Object camera = new Object();
  private final JpegEncoder encoder = new JpegEncoder();
  private final Mat held = new Mat();
  private @Nullable StreamPart last;
  private int lastWidth;
  private final AtomicLong encodes = new AtomicLong();
  private boolean closed;

  /** Copies {@code bgr}, 8-bit BGR, not modified. */
  void keep(Mat bgr, long frameSequence) {
    synchronized (slot) {
      bgr.copyTo(newest);
      sequence = frameSequence;
    }
  }

  /**
   * Encodes the newest picture, or hands out the last result if it still shows it.
   *
   * @param width wanted width, capped at the picture's own; 0 for its own
   * @param quality 1 to 100
   * @return null if there is no picture yet, or none any more
   */
  @Nullable StreamPart encode(int width, int quality) {
    synchronized (camera) {
      if (closed) {
        return null;
      }
      long wanted;
      synchronized (slot) {
        wanted = sequence;
        if (wanted == 0) {
          return null;
        }
        StreamPart known = last;
        if (known != null
            && known.sequence() == wanted
            && known.quality() == quality
            && lastWidth == width) {
          return known;
        }
        newest.copyTo(held);
      }
      int actual = width == 0 ? held.cols() : Math.min(width, held.cols());
      StreamPart part = encoder.encode(held, actual, quality, wanted);
      encodes.incrementAndGet();
      last = part;
      lastWidth = width;
      return part;
    }
  }

  /** JPEGs made so far. */
  long encodes() {
    return encodes.get();
  }

  @Override
  public void close() {
    synchronized (camera) {
      if (closed) {
        return;
      }
      closed = true;
      encoder.close();
      held.close();
      synchronized (slot) {
        sequence = 0;
        newest.close();
      }
    }
  }
}
