package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.ElementKernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Max pooling over windows of 2x2 pixels that do not overlap and leave at most one row or column.
 */
final class HalvingPoolStage implements Stage {
  private final Workers workers;
  private final Activation in;
  private final Activation out;
  private final @Nullable Activation outGradient;
  private final @Nullable Gradient inGradient;
  private final Ties ties;
  private float tie;
  private final Workers.Task forwardTask = this::forwardRow;
  private final Workers.Task backwardTask = this::backwardRow;

  /**
   * @param inGradient may be the memory of {@code in} itself; the only one to write to it
   */
  HalvingPoolStage(
      Workers workers,
      Activation in,
      Activation out,
      @Nullable Activation outGradient,
      @Nullable Gradient inGradient) {
    this.workers = workers;
    this.in = in;
    this.out = out;
    this.outGradient = outGradient;
    this.inGradient = inGradient;
    ties = new Ties(out);
  }

  @Override
  public void forward() {
    workers.run(forwardTask, out.height());
  }

  private void forwardRow(int y, int worker) {
    int row = in.width() * in.pixel();
    for (int x = 0; x < out.width(); x++) {
      ElementKernel.poolTwo(
          in.data(),
          in.at(2 * y * in.width() + 2 * x),
          in.pixel(),
          row,
          out.data(),
          out.at(y * out.width() + x),
          out.channels());
    }
    if (inGradient != null) {
      ties.measure(out, y);
    }
  }

  @Override
  public void backward() {
    if (inGradient == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    if (in.height() % 2 != 0 || in.width() % 2 != 0) {
      clearRemainder(inGradient.to());
    }
    tie = ties.tolerance();
    workers.run(backwardTask, out.height());
  }

  /** What no window reaches has no gradient. */
  private void clearRemainder(Activation gradient) {
    for (int y = 0; y < in.height(); y++) {
      for (int x = y < 2 * out.height() ? 2 * out.width() : 0; x < in.width(); x++) {
        int at = gradient.at(y * in.width() + x);
        Arrays.fill(gradient.data(), at, at + gradient.channels(), 0);
      }
    }
  }

  private void backwardRow(int y, int worker) {
    if (inGradient == null || outGradient == null) {
      return;
    }
    Activation to = inGradient.to();
    int row = in.width() * in.pixel();
    for (int x = 0; x < out.width(); x++) {
      int p = 2 * y * in.width() + 2 * x;
      ElementKernel.poolTwoBack(
          in.data(),
          in.at(p),
          in.pixel(),
          row,
          tie,
          inGradient.mask() != null,
          outGradient.data(),
          outGradient.at(y * out.width() + x),
          to.data(),
          to.at(p),
          out.channels());
    }
  }
}
