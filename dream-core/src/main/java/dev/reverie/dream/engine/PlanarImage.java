package dev.reverie.dream.engine;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.jspecify.annotations.Nullable;

/**
 * A picture as the dream sees it: three float planes in the order blue, green, red, in 0..255 units
 * but not confined to that range, stored one after the other in native memory without padding. It
 * owns that memory until {@link #close}. Not safe for use by several threads at once.
 */
public final class PlanarImage implements AutoCloseable {
  /** Blue, green, red. */
  public static final int PLANES = 3;

  private final int width;
  private final int height;
  private final FloatPointer memory;
  private final FloatBuffer values;
  private final Mat all;
  private final Mat[] planes = new Mat[PLANES];
  private final MatVector vector;
  private final Mat interleaved = new Mat();

  /**
   * A black picture.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   */
  public PlanarImage(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("no picture has " + width + "x" + height + " pixels");
    }
    this.width = width;
    this.height = height;
    long plane = (long) width * height;
    memory = new FloatPointer(PLANES * plane);
    clear();
    values = memory.asBuffer();
    all = new Mat(PLANES * height, width, opencv_core.CV_32F, memory);
    for (int p = 0; p < PLANES; p++) {
      planes[p] = new Mat(height, width, opencv_core.CV_32F, memory.getPointer(p * plane));
    }
    vector = new MatVector(planes);
  }

  /**
   * {@code image} if it has that size; if not, it is closed and a new one takes its place.
   *
   * @param image null for none yet
   * @return owned by the caller, in the place of {@code image}
   */
  public static PlanarImage fitted(@Nullable PlanarImage image, int width, int height) {
    if (image != null && image.width == width && image.height == height) {
      return image;
    }
    if (image != null) {
      image.close();
    }
    return new PlanarImage(width, height);
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Number of values: three times the pixels. */
  public int count() {
    return PLANES * width * height;
  }

  /**
   * The values, plane after plane; a view that is valid until {@link #close} and has no position of
   * its own.
   */
  public FloatBuffer values() {
    return values;
  }

  /**
   * All planes as one matrix of {@code 3*height} rows, for arithmetic on the whole; a view, valid
   * until {@link #close}.
   */
  public Mat all() {
    return all;
  }

  /** Plane 0 (blue), 1 (green) or 2 (red); a view, valid until {@link #close}. */
  public Mat plane(int index) {
    return planes[index];
  }

  /** Makes every value 0. */
  public void clear() {
    Pointer.memset(memory, 0, (long) count() * Float.BYTES);
  }

  /**
   * Writes the values pixel by pixel.
   *
   * @param bgr overwritten: 32-bit float, blue, green, red; given the right size and type if it has
   *     another
   */
  public void interleave(Mat bgr) {
    opencv_core.merge(vector, bgr);
  }

  /** Takes over a picture of the same size. */
  public void set(PlanarImage other) {
    requireSize(other.width, other.height);
    Pointer.memcpy(memory, other.memory, (long) count() * Float.BYTES);
  }

  /**
   * Takes over an 8-bit BGR picture of the same size.
   *
   * @param bgr not modified
   */
  public void setBgr(Mat bgr) {
    requireSize(bgr.cols(), bgr.rows());
    bgr.convertTo(interleaved, opencv_core.CV_32F);
    opencv_core.split(interleaved, vector);
  }

  /**
   * Writes this picture as 8-bit BGR, rounded and confined to 0..255.
   *
   * @param bgr overwritten; given the right size and type if it has another
   */
  public void toBgr(Mat bgr) {
    interleave(interleaved);
    interleaved.convertTo(bgr, opencv_core.CV_8U);
  }

  private void requireSize(int otherWidth, int otherHeight) {
    if (otherWidth != width || otherHeight != height) {
      throw new IllegalArgumentException(
          "a picture of "
              + otherWidth
              + "x"
              + otherHeight
              + " does not fit one of "
              + width
              + "x"
              + height);
    }
  }

  @Override
  public void close() {
    vector.close();
    interleaved.close();
    for (Mat plane : planes) {
      plane.close();
    }
    all.close();
    memory.close();
  }
}
