package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.network.Shape;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A node's result and, in plans that go backward, the gradient with respect to it. Owns both
 * arrays.
 */
final class Activation implements AutoCloseable {
  private final Shape shape;
  private final INDArray value;
  private final FloatBuffer values;
  private final IntBuffer bits;
  private final @Nullable INDArray gradient;
  private final @Nullable FloatBuffer gradients;
  private final @Nullable IntBuffer gradientBits;

  Activation(Shape shape, boolean withGradient) {
    this.shape = shape;
    value = array(shape);
    values = value.data().asNioFloat();
    bits = bits(value);
    gradient = withGradient ? array(shape) : null;
    gradients = gradient == null ? null : gradient.data().asNioFloat();
    gradientBits = gradient == null ? null : bits(gradient);
  }

  private static IntBuffer bits(INDArray array) {
    return array.data().pointer().asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
  }

  static INDArray array(Shape shape) {
    return Nd4j.create(DataType.FLOAT, 1, shape.channels(), shape.height(), shape.width());
  }

  Shape shape() {
    return shape;
  }

  /** [1, channels, height, width]. */
  INDArray value() {
    return value;
  }

  /** The same memory as {@link #value}. */
  FloatBuffer values() {
    return values;
  }

  /** The same memory, each value as its bits: for loops that must not branch. */
  IntBuffer bits() {
    return bits;
  }

  /** [1, channels, height, width]. */
  INDArray gradient() {
    if (gradient == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    return gradient;
  }

  /** The same memory as {@link #gradient}. */
  FloatBuffer gradients() {
    if (gradients == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    return gradients;
  }

  /** The same memory, each value as its bits. */
  IntBuffer gradientBits() {
    if (gradientBits == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    return gradientBits;
  }

  @Override
  public void close() {
    value.close();
    if (gradient != null) {
      gradient.close();
    }
  }
}
