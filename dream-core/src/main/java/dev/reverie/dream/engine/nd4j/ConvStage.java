package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Shape;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;

/** A convolution, with the ReLU that may follow it. */
final class ConvStage implements Stage {
  private final Layer.Conv conv;
  private final Activation in;
  private final Activation out;
  private final Loops loops;
  private final KernelArrays.Entry kernel;
  private final Convolution forward;
  private final @Nullable Backward backward;
  private final boolean maskNeeded;

  /**
   * @param kernel owned: given back on close
   * @param gradients whether {@link #backward} will be called
   * @param accumulate whether to add to the input's gradient
   * @param maskNeeded false if what follows already leaves the gradient zero wherever the ReLU does
   */
  ConvStage(
      OpExecutioner executioner,
      Loops loops,
      Layer.Conv conv,
      KernelArrays.Entry kernel,
      Activation in,
      Activation out,
      boolean gradients,
      boolean accumulate,
      boolean maskNeeded) {
    this.conv = conv;
    this.in = in;
    this.out = out;
    this.loops = loops;
    this.kernel = kernel;
    this.maskNeeded = maskNeeded;
    forward =
        new Convolution(
            executioner,
            out.value(),
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            in.value(),
            kernel.weight(),
            kernel.bias());
    backward = gradients ? new Backward(executioner, accumulate) : null;
  }

  @Override
  public void forward() {
    forward.run();
    if (conv.relu()) {
      loops.relu(out.values(), out.values(), out.shape().count());
    }
  }

  @Override
  public void backward() {
    if (backward == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    if (conv.relu() && maskNeeded) {
      loops.reluBackward(out.bits(), out.gradientBits(), out.shape().count());
    }
    backward.run();
  }

  @Override
  public void close() {
    forward.close();
    if (backward != null) {
      backward.close();
    }
    kernel.close();
  }

  /**
   * The gradient with respect to the input, as a convolution with the flipped kernel. A stride is
   * undone by spreading the gradient out with zeros between (and behind, where the stride did not
   * divide the input evenly).
   */
  private final class Backward {
    private final Convolution convolution;
    private final @Nullable INDArray spread;
    private final @Nullable FloatBuffer spreadValues;
    private final @Nullable Shape spreadShape;
    private final @Nullable INDArray sum;

    Backward(OpExecutioner executioner, boolean accumulate) {
      Shape small = out.shape();
      Shape big = in.shape();
      int border = conv.kernel() - 1 - conv.padding();
      if (conv.stride() > 1) {
        // The height and width that a convolution of stride 1 needs to give the input's size back.
        spreadShape =
            new Shape(
                small.channels(),
                big.height() - 2 * border + conv.kernel() - 1,
                big.width() - 2 * border + conv.kernel() - 1);
        spread = Activation.array(spreadShape);
        spreadValues = spread.data().asNioFloat();
      } else {
        spread = null;
        spreadValues = null;
        spreadShape = null;
      }
      sum = accumulate ? Activation.array(big) : null;
      convolution =
          new Convolution(
              executioner,
              sum == null ? in.gradient() : sum,
              conv.kernel(),
              1,
              border,
              spread == null ? out.gradient() : spread,
              kernel.flipped());
    }

    void run() {
      if (spreadValues != null && spreadShape != null) {
        spread(out.gradients(), spreadValues, spreadShape);
      }
      convolution.run();
      if (sum != null) {
        loops.add(sum.data().asNioFloat(), in.gradients(), in.shape().count());
      }
    }

    /** The zeros between were written when the array was made and stay. */
    private void spread(FloatBuffer from, FloatBuffer to, Shape shape) {
      Shape small = out.shape();
      int stride = conv.stride();
      int read = 0;
      for (int c = 0; c < small.channels(); c++) {
        for (int y = 0; y < small.height(); y++) {
          int write = (c * shape.height() + y * stride) * shape.width();
          for (int x = 0; x < small.width(); x++) {
            to.put(write + x * stride, from.get(read++));
          }
        }
      }
    }

    void close() {
      convolution.close();
      if (spread != null) {
        spread.close();
      }
      if (sum != null) {
        sum.close();
      }
    }
  }
}
