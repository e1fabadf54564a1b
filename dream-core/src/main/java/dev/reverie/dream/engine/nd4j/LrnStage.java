package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.network.Layer;
import java.util.Arrays;

/**
 * Local response normalisation across channels: {@code y = x * s^-beta}, {@code s = k + alpha/size
 * * sum(x^2)}, and its gradient {@code dx = dy * s^-beta - 2*alpha*beta/size * x * sum(dy * y /
 * s)}, sums over the neighbouring channels.
 */
final class LrnStage implements Stage {
  private final Layer.Lrn lrn;
  private final Activation in;
  private final Activation out;
  private final boolean accumulate;
  private final int channels;
  private final int plane;
  private final float[] x;
  private final float[] y;
  private final float[] scale;
  private final float[] power;
  private final float[] gradient;
  private final float[] result;

  LrnStage(Layer.Lrn lrn, Activation in, Activation out, boolean accumulate) {
    this.lrn = lrn;
    this.in = in;
    this.out = out;
    this.accumulate = accumulate;
    channels = in.shape().channels();
    plane = in.shape().plane();
    x = new float[channels * plane];
    y = new float[channels * plane];
    scale = new float[channels * plane];
    power = new float[channels * plane];
    gradient = new float[channels * plane];
    result = new float[channels * plane];
  }

  @Override
  public void forward() {
    in.values().get(0, x);
    float alpha = (float) (lrn.alpha() / lrn.size());
    Arrays.fill(scale, (float) lrn.k());
    for (int c = 0; c < channels; c++) {
      for (int n = first(c); n <= last(c); n++) {
        for (int i = 0; i < plane; i++) {
          float neighbour = x[n * plane + i];
          scale[c * plane + i] += alpha * neighbour * neighbour;
        }
      }
    }
    for (int i = 0; i < x.length; i++) {
      power[i] = (float) Math.pow(scale[i], -lrn.beta());
      y[i] = x[i] * power[i];
    }
    out.values().put(0, y);
  }

  @Override
  public void backward() {
    out.gradients().get(0, gradient);
    for (int i = 0; i < x.length; i++) {
      result[i] = gradient[i] * power[i];
      gradient[i] *= y[i] / scale[i];
    }
    float factor = (float) (2 * lrn.alpha() * lrn.beta() / lrn.size());
    for (int c = 0; c < channels; c++) {
      for (int n = first(c); n <= last(c); n++) {
        for (int i = 0; i < plane; i++) {
          result[c * plane + i] -= factor * x[c * plane + i] * gradient[n * plane + i];
        }
      }
    }
    if (accumulate) {
      in.gradients().get(0, gradient);
      for (int i = 0; i < result.length; i++) {
        result[i] += gradient[i];
      }
    }
    in.gradients().put(0, result);
  }

  private int first(int channel) {
    return Math.max(channel - lrn.size() / 2, 0);
  }

  private int last(int channel) {
    return Math.min(channel + lrn.size() / 2, channels - 1);
  }
}
