package dev.reverie.dream.live.flow;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * A float matrix that OpenCV and Java loops share: native memory without padding that OpenCV works
 * on, and a Java array that {@link #pull} and {@link #push} copy from and to (whole copies and
 * plain array loops are several times faster than reaching into native memory value by value).
 * Belongs to one thread; owns its memory.
 */
final class FloatGrid implements AutoCloseable {
  private final int width;
  private final int height;
  private final FloatPointer memory;
  private final Mat mat;
  private final Size size;
  private final float[] values;

  /** All zeros. */
  FloatGrid(int width, int height, int channels) {
    this.width = width;
    this.height = height;
    values = new float[width * height * channels];
    memory = new FloatPointer(values.length);
    mat = new Mat(height, width, opencv_core.CV_MAKETYPE(opencv_core.CV_32F, channels), memory);
    size = new Size(width, height);
    clear();
  }

  /** {@code grid} if it has that size, else a new one in its place; the channels are the same. */
  static FloatGrid fitted(@Nullable FloatGrid grid, int width, int height, int channels) {
    if (grid != null) {
      if (grid.width == width && grid.height == height) {
        return grid;
      }
      grid.close();
    }
    return new FloatGrid(width, height, channels);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** A view, valid until {@link #close}. */
  Mat mat() {
    return mat;
  }

  /** Width and height, as OpenCV wants them. */
  Size size() {
    return size;
  }

  /** The Java array, pixel by pixel, as the last {@link #pull} or the caller left it. */
  float[] values() {
    return values;
  }

  /** Copies the matrix to the Java array. */
  float[] pull() {
    memory.get(values);
    return values;
  }

  /** Copies the Java array to the matrix. */
  void push() {
    memory.put(values);
  }

  /** Makes the matrix 0; the Java array stays. */
  void clear() {
    Pointer.memset(memory, 0, (long) values.length * Float.BYTES);
  }

  @Override
  public void close() {
    size.close();
    mat.close();
    memory.close();
  }
}
