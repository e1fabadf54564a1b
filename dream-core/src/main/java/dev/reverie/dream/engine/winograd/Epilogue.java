package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.ElementKernel;
import dev.reverie.dream.engine.winograd.kernel.Lanes;
import org.jspecify.annotations.Nullable;

/** What happens to a convolution's sums on their way into an activation. */
sealed interface Epilogue {

  /**
   * Writes the channels of one pixel.
   *
   * @param sums from {@code at} on, filled up to whole vectors
   * @param p the pixel's number in the activation
   */
  void store(float[] sums, int at, int p);

  /** Where it writes. */
  Activation to();

  /** For what a convolution's backward pass computes. */
  static Epilogue gradient(Gradient to) {
    return to.to().channels() % Lanes.COUNT == 0
        ? new Backward(to)
        : new Picture(to.to(), to.add());
  }

  /** {@code to = sums + bias}, then either ReLU or a sum with another activation. */
  final class Forward implements Epilogue {
    private final Activation to;
    private final float[] bias;
    private final boolean relu;
    private final @Nullable Activation residual;

    /**
     * @param bias filled up to whole vectors
     * @param residual what is added, of the same shape as {@code to}
     */
    Forward(Activation to, float[] bias, boolean relu, @Nullable Activation residual) {
      this.to = to;
      this.bias = bias;
      this.relu = relu;
      this.residual = residual;
    }

    @Override
    public Activation to() {
      return to;
    }

    @Override
    public void store(float[] sums, int at, int p) {
      int toAt = to.at(p);
      if (residual != null) {
        ElementKernel.biasAdd(
            sums, at, bias, residual.data(), residual.at(p), to.data(), toAt, to.channels());
      } else if (relu) {
        ElementKernel.biasRelu(sums, at, bias, to.data(), toAt, to.channels());
      } else {
        ElementKernel.bias(sums, at, bias, to.data(), toAt, to.channels());
      }
    }
  }

  /** The gradient with respect to an activation. */
  record Backward(Gradient gradient) implements Epilogue {
    @Override
    public void store(float[] sums, int at, int p) {
      gradient.store(sums, at, p);
    }

    @Override
    public Activation to() {
      return gradient.to();
    }
  }

  /**
   * The gradient with respect to a picture, whose pixels are not filled up to whole vectors.
   *
   * @param add whether to add to what another reader of the picture has written
   */
  record Picture(Activation to, boolean add) implements Epilogue {
    @Override
    public void store(float[] sums, int at, int p) {
      float[] data = to.data();
      int toAt = to.at(p);
      for (int c = 0; c < to.channels(); c++) {
        data[toAt + c] = add ? data[toAt + c] + sums[at + c] : sums[at + c];
      }
    }
  }
}
