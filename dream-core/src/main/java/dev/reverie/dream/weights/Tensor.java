package dev.reverie.dream.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * One named block of float32 numbers, row-major (the last dimension runs fastest), immutable.
 *
 * @param name as in the network: {@code block1_conv1.weight}
 * @param shape its dimensions, each at least 0; empty for a single number. Kernels are OIHW
 * @param data the numbers: direct, native byte order, read-only, {@link #size()} of them from
 *     position 0; every call gives a view with a position of its own. The memory lives as long as
 *     any view of it
 */
public record Tensor(String name, List<Integer> shape, FloatBuffer data) {

  /**
   * Takes {@code data} as it is, without copying: whoever made it keeps no writable view.
   *
   * @throws IllegalArgumentException if the shape and the amount of data differ
   */
  public Tensor {
    shape = List.copyOf(shape);
    data = data.slice().asReadOnlyBuffer();
    long size = elements(shape);
    if (size != data.remaining()) {
      throw new IllegalArgumentException(
          name + ": shape " + shape + " does not hold " + data.remaining() + " numbers");
    }
  }

  /** A tensor with a copy of {@code values} outside the heap. */
  static Tensor of(String name, List<Integer> shape, float... values) {
    FloatBuffer copy = allocate(values.length);
    copy.put(0, values);
    return new Tensor(name, shape, copy);
  }

  /** Room for {@code size} numbers outside the heap, native order. */
  static FloatBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public FloatBuffer data() {
    return data.duplicate();
  }

  /** How many numbers it holds. */
  public int size() {
    return data.remaining();
  }

  /** The length of one dimension, counted from 0. */
  public int dim(int axis) {
    return shape.get(axis);
  }

  /** A copy of the numbers. */
  public float[] toArray() {
    float[] values = new float[size()];
    data.get(0, values);
    return values;
  }

  /**
   * @throws WeightsException if a number is infinite or not a number: one of them blackens a dream
   */
  Tensor requireFinite(String source) {
    for (int i = 0; i < size(); i++) {
      if (!Float.isFinite(data.get(i))) {
        throw new WeightsException(
            source
                + " is damaged: number "
                + i
                + " of tensor '"
                + name
                + "' is "
                + data.get(i)
                + "; download it again");
      }
    }
    return this;
  }

  @Override
  public String toString() {
    return name + shape;
  }

  private static long elements(List<Integer> shape) {
    long size = 1;
    for (int dim : shape) {
      if (dim < 0) {
        throw new IllegalArgumentException("negative dimension in " + shape);
      }
      size = Math.multiplyExact(size, dim);
    }
    return size;
  }
}
