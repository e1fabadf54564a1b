package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.network.Layer;
import org.jspecify.annotations.Nullable;

/**
 * Local response normalisation. With {@code s_i = k + alpha/size * sum(x_j^2)} over the neighbours
 * j of i: {@code y_i = x_i * s_i^-beta} and {@code dx_i = dy_i * s_i^-beta - 2 * alpha * beta /
 * size * x_i * sum(dy_j * x_j * s_j^(-beta - 1))}.
 */
final class LrnStage implements Stage {
  private final Workers workers;
  private final Layer.Lrn lrn;
  private final Activation in;
  private final Activation out;
  private final @Nullable Activation outGradient;
  private final @Nullable Gradient inGradient;
  private final float[][] rows;
  private final Workers.Task forwardTask = this::forwardRow;
  private final Workers.Task backwardTask = this::backwardRow;

  LrnStage(
      Workers workers,
      Layer.Lrn lrn,
      Activation in,
      Activation out,
      @Nullable Activation outGradient,
      @Nullable Gradient inGradient) {
    this.workers = workers;
    this.lrn = lrn;
    this.in = in;
    this.out = out;
    this.outGradient = outGradient;
    this.inGradient = inGradient;
    rows = new float[workers.count()][4 * in.channels()];
  }

  @Override
  public void forward() {
    workers.run(forwardTask, out.height());
  }

  private void forwardRow(int y, int worker) {
    float[] power = rows[worker];
    int channels = in.channels();
    for (int p = y * in.width(); p < (y + 1) * in.width(); p++) {
      powers(in.at(p), power);
      int from = in.at(p);
      int to = out.at(p);
      for (int c = 0; c < channels; c++) {
        out.data()[to + c] = in.data()[from + c] * power[c];
      }
    }
  }

  /** Leaves {@code s^-beta} in the first quarter of {@code row} and {@code s} in the second. */
  private void powers(int at, float[] row) {
    float[] x = in.data();
    int channels = in.channels();
    int squares = 2 * channels;
    for (int c = 0; c < channels; c++) {
      row[squares + c] = x[at + c] * x[at + c];
    }
    int reach = lrn.size() / 2;
    float scale = (float) (lrn.alpha() / lrn.size());
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      for (int n = Math.max(0, c - reach); n <= Math.min(channels - 1, c + reach); n++) {
        sum += row[squares + n];
      }
      row[channels + c] = (float) lrn.k() + scale * sum;
    }
    if (lrn.beta() == 0.75) {
      for (int c = 0; c < channels; c++) {
        float root = (float) Math.sqrt(row[channels + c]);
        row[c] = 1 / (root * (float) Math.sqrt(root));
      }
    } else {
      for (int c = 0; c < channels; c++) {
        row[c] = (float) Math.pow(row[channels + c], -lrn.beta());
      }
    }
  }

  @Override
  public void backward() {
    workers.run(backwardTask, out.height());
  }

  private void backwardRow(int y, int worker) {
    if (outGradient == null || inGradient == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    float[] row = rows[worker];
    float[] x = in.data();
    float[] dy = outGradient.data();
    int channels = in.channels();
    int products = 2 * channels;
    int sums = 3 * channels;
    int reach = lrn.size() / 2;
    float factor = (float) (2 * lrn.alpha() * lrn.beta() / lrn.size());
    for (int p = y * in.width(); p < (y + 1) * in.width(); p++) {
      int at = in.at(p);
      int dyAt = outGradient.at(p);
      powers(at, row);
      for (int c = 0; c < channels; c++) {
        row[products + c] = dy[dyAt + c] * x[at + c] * row[c] / row[channels + c];
      }
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int n = Math.max(0, c - reach); n <= Math.min(channels - 1, c + reach); n++) {
          sum += row[products + n];
        }
        row[sums + c] = dy[dyAt + c] * row[c] - factor * x[at + c] * sum;
      }
      inGradient.store(row, sums, p);
    }
  }
}
