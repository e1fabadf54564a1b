package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.ElementKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layers that work pixel by pixel and could not be fused to a convolution. */
final class ElementStages {
  private ElementStages() {}

  /** max(0, x). */
  static final class Relu implements Stage {
    private final Workers workers;
    private final Activation in;
    private final Activation out;
    private final List<Pass> backward;
    private final Workers.Task row = this::row;

    /**
     * @param backward what passes the gradient on; empty in forward-only plans, as below
     */
    Relu(Workers workers, Activation in, Activation out, List<Pass> backward) {
      this.workers = workers;
      this.in = in;
      this.out = out;
      this.backward = backward;
    }

    @Override
    public void forward() {
      workers.run(row, out.height());
    }

    private void row(int y, int worker) {
      for (int p = y * out.width(); p < (y + 1) * out.width(); p++) {
        ElementKernel.relu(in.data(), in.at(p), out.data(), out.at(p), out.channels());
      }
    }

    @Override
    public void backward() {
      backward.forEach(Pass::run);
    }
  }

  /** a + b. */
  static final class Add implements Stage {
    private final Workers workers;
    private final Activation a;
    private final Activation b;
    private final Activation out;
    private final List<Pass> backward;
    private final Workers.Task row = this::row;

    Add(Workers workers, Activation a, Activation b, Activation out, List<Pass> backward) {
      this.workers = workers;
      this.a = a;
      this.b = b;
      this.out = out;
      this.backward = backward;
    }

    @Override
    public void forward() {
      workers.run(row, out.height());
    }

    private void row(int y, int worker) {
      for (int p = y * out.width(); p < (y + 1) * out.width(); p++) {
        ElementKernel.sum(
            a.data(), a.at(p), b.data(), b.at(p), out.data(), out.at(p), out.channels());
      }
    }

    @Override
    public void backward() {
      backward.forEach(Pass::run);
    }
  }

  /**
   * Channels one after the other, where the parts could not be written in their place at once.
   *
   * @param outGradient null in forward-only plans
   * @param gradients where the parts' gradients go; empty in forward-only plans
   */
  record Concat(
      List<Activation> in,
      Activation out,
      @Nullable Activation outGradient,
      List<Gradient> gradients)
      implements Stage {
    @Override
    public void forward() {
      int first = 0;
      for (Activation part : in) {
        int channels = part.shape().channels();
        for (int p = 0; p < out.pixels(); p++) {
          System.arraycopy(part.data(), part.at(p), out.data(), out.at(p) + first, channels);
        }
        first += channels;
      }
    }

    @Override
    public void backward() {
      Activation from = outGradient;
      if (from == null) {
        throw new IllegalStateException("a forward-only plan has no gradients");
      }
      int first = 0;
      for (Gradient gradient : gradients) {
        int channels = gradient.to().shape().channels();
        for (int p = 0; p < from.pixels(); p++) {
          for (int c = 0; c < channels; c++) {
            gradient.store(from.data()[from.at(p) + first + c], p, c);
          }
        }
        first += channels;
      }
    }
  }

  /** Passes a gradient on as it is. */
  static final class Through implements Pass {
    private final Workers workers;
    private final Activation from;
    private final Gradient to;
    private final Workers.Task row = this::row;

    Through(Workers workers, Activation from, Gradient to) {
      this.workers = workers;
      this.from = from;
      this.to = to;
    }

    @Override
    public void run() {
      workers.run(row, from.height());
    }

    private void row(int y, int worker) {
      for (int p = y * from.width(); p < (y + 1) * from.width(); p++) {
        to.store(from.data(), from.at(p), p);
      }
    }
  }
}
