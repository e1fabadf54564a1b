package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.ElementKernel;
import org.jspecify.annotations.Nullable;

/** Pixels to channels, channels to pixels, or a block of equal pixels for each. */
final class RearrangeStage implements Stage {
  /** What becomes of a block of pixels. */
  enum Kind {
    /** A block's pixels become channels. */
    UNSHUFFLE,
    /** Channels become a block's pixels. */
    SHUFFLE,
    /** A pixel becomes a block of equal ones. */
    UPSAMPLE
  }

  private final Workers workers;
  private final Kind kind;
  private final int factor;
  private final Activation in;
  private final Activation out;
  private final @Nullable Activation residual;
  private final @Nullable Activation outGradient;
  private final @Nullable Gradient inGradient;
  private final Workers.Task forwardTask = this::forwardRow;

  /**
   * @param residual added to the result of an up-sampling
   */
  RearrangeStage(
      Workers workers,
      Kind kind,
      int factor,
      Activation in,
      Activation out,
      @Nullable Activation residual,
      @Nullable Activation outGradient,
      @Nullable Gradient inGradient) {
    this.workers = workers;
    this.kind = kind;
    this.factor = factor;
    this.in = in;
    this.out = out;
    this.residual = residual;
    this.outGradient = outGradient;
    this.inGradient = inGradient;
  }

  @Override
  public void forward() {
    workers.run(forwardTask, out.height());
  }

  private void forwardRow(int y, int worker) {
    if (kind == Kind.UNSHUFFLE) {
      unshuffle(y);
    } else if (kind == Kind.SHUFFLE) {
      shuffle(y);
    } else {
      upsample(y);
    }
  }

  private void unshuffle(int y) {
    int block = factor * factor;
    for (int c = 0; c < out.shape().channels(); c++) {
      int within = c % block;
      int read = in.at((y * factor + within / factor) * in.width() + within % factor) + c / block;
      copy(read, factor * in.pixel(), out.at(y * out.width()) + c, out.pixel(), out.width());
    }
  }

  private void shuffle(int y) {
    int block = factor * factor;
    for (int c = 0; c < out.shape().channels(); c++) {
      for (int dx = 0; dx < factor; dx++) {
        int read = in.at(y / factor * in.width()) + c * block + y % factor * factor + dx;
        int write = out.at(y * out.width() + dx) + c;
        copy(read, in.pixel(), write, factor * out.pixel(), in.width());
      }
    }
  }

  private void copy(int read, int readStep, int write, int writeStep, int count) {
    float[] from = in.data();
    float[] to = out.data();
    for (int i = 0; i < count; i++) {
      to[write + i * writeStep] = from[read + i * readStep];
    }
  }

  private void upsample(int y) {
    for (int x = 0; x < out.width(); x++) {
      int p = y * out.width() + x;
      int from = in.at(y / factor * in.width() + x / factor);
      if (residual == null) {
        ElementKernel.copy(in.data(), from, out.data(), out.at(p), out.channels());
      } else {
        ElementKernel.sum(
            in.data(),
            from,
            residual.data(),
            residual.at(p),
            out.data(),
            out.at(p),
            out.channels());
      }
    }
  }

  @Override
  public void backward() {
    if (outGradient == null || inGradient == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    int block = factor * factor;
    for (int p = 0; p < in.pixels(); p++) {
      int y = p / in.width();
      int x = p % in.width();
      for (int c = 0; c < in.shape().channels(); c++) {
        float sum = 0;
        if (kind == Kind.UNSHUFFLE) {
          int within = y % factor * factor + x % factor;
          int from = y / factor * out.width() + x / factor;
          sum = outGradient.data()[outGradient.at(from) + c * block + within];
        } else if (kind == Kind.SHUFFLE) {
          int within = c % block;
          int from = (y * factor + within / factor) * out.width() + x * factor + within % factor;
          sum = outGradient.data()[outGradient.at(from) + c / block];
        } else {
          for (int i = 0; i < block; i++) {
            int from = (y * factor + i / factor) * out.width() + x * factor + i % factor;
            sum += outGradient.data()[outGradient.at(from) + c];
          }
        }
        inGradient.store(sum, p, c);
      }
    }
  }
}
