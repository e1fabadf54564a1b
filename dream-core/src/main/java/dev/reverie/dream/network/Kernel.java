package dev.reverie.dream.network;

import java.nio.FloatBuffer;

/**
 * The numbers of one convolution.
 *
 * @param weight OIHW order, {@code outputs * inputs * side * side} values, read only
 * @param bias one value for each output channel, read only
 */
public record Kernel(FloatBuffer weight, FloatBuffer bias) {
  public Kernel {
    weight = weight.asReadOnlyBuffer();
    bias = bias.asReadOnlyBuffer();
  }

  /** A view of its own of the weights, at position 0. */
  @Override
  public FloatBuffer weight() {
    return weight.duplicate().rewind();
  }

  /** A view of its own of the bias, at position 0. */
  @Override
  public FloatBuffer bias() {
    return bias.duplicate().rewind();
  }
}
