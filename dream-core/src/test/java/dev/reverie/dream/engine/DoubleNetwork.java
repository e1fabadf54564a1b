package dev.reverie.dream.engine;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Preprocessing;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A forward pass as the definitions have it, in double precision, loop by loop: slow, and written
 * without a look at any engine. Finite differences of it are the first opinion on gradients.
 */
public final class DoubleNetwork {
  private final Program program;
  private final int width;
  private final int height;

  /** For pictures of one size. */
  public DoubleNetwork(Program program, int width, int height) {
    this.program = program;
    this.width = width;
    this.height = height;
  }

  /** The objective at a planar BGR picture. */
  public double objective(double[] bgr, Objective objective) {
    Network network = program.network();
    Map<String, Shape> shapes = network.shapes(width, height);
    Map<String, double[]> results = new HashMap<>();
    results.put(Network.INPUT, preprocessed(bgr, network.preprocessing()));
    for (Node node : network.nodes()) {
      results.put(node.name(), compute(node, shapes, results));
    }
    double[] out = get(results, program.output());
    int plane = get(shapes, program.output()).plane();
    double sum = 0;
    if (objective instanceof Objective.Channel channel) {
      for (int i = 0; i < plane; i++) {
        sum += out[channel.index() * plane + i];
      }
      return sum / plane;
    }
    for (double value : out) {
      sum += objective instanceof Objective.L2 ? value * value : value;
    }
    return sum / out.length;
  }

  private double[] preprocessed(double[] bgr, Preprocessing preprocessing) {
    double[] input = new double[bgr.length];
    int plane = width * height;
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      for (int i = 0; i < plane; i++) {
        input[preprocessing.channel(p) * plane + i] =
            (bgr[p * plane + i] - preprocessing.mean(p)) * preprocessing.scale();
      }
    }
    return input;
  }

  private double[] compute(Node node, Map<String, Shape> shapes, Map<String, double[]> results) {
    List<double[]> in = node.inputs().stream().map(name -> get(results, name)).toList();
    Shape from = get(shapes, node.inputs().get(0));
    Shape to = get(shapes, node.name());
    Layer layer = node.layer();
    if (layer instanceof Layer.Conv conv) {
      Kernel kernel = program.kernels().get(node.name());
      if (kernel == null) {
        throw new IllegalStateException(node.name());
      }
      return convolve(conv, kernel, in.get(0), from, to);
    }
    if (layer instanceof Layer.MaxPool pool) {
      return pool(pool, in.get(0), from, to);
    }
    if (layer instanceof Layer.Concat) {
      double[] out = new double[to.count()];
      int at = 0;
      for (double[] part : in) {
        System.arraycopy(part, 0, out, at, part.length);
        at += part.length;
      }
      return out;
    }
    if (layer instanceof Layer.Add) {
      double[] out = in.get(0).clone();
      for (int i = 0; i < out.length; i++) {
        out[i] += in.get(1)[i];
      }
      return out;
    }
    if (layer instanceof Layer.Relu) {
      double[] out = in.get(0).clone();
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.max(out[i], 0);
      }
      return out;
    }
    if (layer instanceof Layer.Lrn lrn) {
      return normalize(lrn, in.get(0), from);
    }
    if (layer instanceof Layer.Upsample up) {
      double[] out = new double[to.count()];
      for (int c = 0; c < to.channels(); c++) {
        for (int y = 0; y < to.height(); y++) {
          for (int x = 0; x < to.width(); x++) {
            out[at(to, c, y, x)] = in.get(0)[at(from, c, y / up.factor(), x / up.factor())];
          }
        }
      }
      return out;
    }
    if (layer instanceof Layer.PixelUnshuffle unshuffle) {
      return shuffle(unshuffle.factor(), from, to, in.get(0), true);
    }
    if (layer instanceof Layer.PixelShuffle shuffle) {
      return shuffle(shuffle.factor(), to, from, in.get(0), false);
    }
    throw new IllegalArgumentException(layer.toString());
  }

  /** {@code big} has few channels and many pixels, {@code small} the other way round. */
  private static double[] shuffle(
      int r, Shape big, Shape small, double[] in, boolean intoChannels) {
    double[] out = new double[in.length];
    for (int c = 0; c < big.channels(); c++) {
      for (int y = 0; y < big.height(); y++) {
        for (int x = 0; x < big.width(); x++) {
          int pixel = at(big, c, y, x);
          int packed = at(small, c * r * r + (y % r) * r + x % r, y / r, x / r);
          out[intoChannels ? packed : pixel] = in[intoChannels ? pixel : packed];
        }
      }
    }
    return out;
  }

  private static double[] convolve(
      Layer.Conv conv, Kernel kernel, double[] in, Shape from, Shape to) {
    double[] out = new double[to.count()];
    int k = conv.kernel();
    for (int o = 0; o < to.channels(); o++) {
      for (int y = 0; y < to.height(); y++) {
        for (int x = 0; x < to.width(); x++) {
          double sum = kernel.bias().get(o);
          for (int c = 0; c < from.channels(); c++) {
            for (int ky = 0; ky < k; ky++) {
              for (int kx = 0; kx < k; kx++) {
                int iy = y * conv.stride() + ky - conv.padding();
                int ix = x * conv.stride() + kx - conv.padding();
                if (iy >= 0 && iy < from.height() && ix >= 0 && ix < from.width()) {
                  double weight =
                      kernel.weight().get(((o * from.channels() + c) * k + ky) * k + kx);
                  sum += weight * in[at(from, c, iy, ix)];
                }
              }
            }
          }
          out[at(to, o, y, x)] = conv.relu() ? Math.max(sum, 0) : sum;
        }
      }
    }
    return out;
  }

  private static double[] pool(Layer.MaxPool pool, double[] in, Shape from, Shape to) {
    double[] out = new double[to.count()];
    for (int c = 0; c < to.channels(); c++) {
      for (int y = 0; y < to.height(); y++) {
        for (int x = 0; x < to.width(); x++) {
          double most = Double.NEGATIVE_INFINITY;
          for (int ky = 0; ky < pool.kernel(); ky++) {
            for (int kx = 0; kx < pool.kernel(); kx++) {
              int iy = y * pool.stride() + ky - pool.padding();
              int ix = x * pool.stride() + kx - pool.padding();
              if (iy >= 0 && iy < from.height() && ix >= 0 && ix < from.width()) {
                most = Math.max(most, in[at(from, c, iy, ix)]);
              }
            }
          }
          out[at(to, c, y, x)] = most;
        }
      }
    }
    return out;
  }

  private static double[] normalize(Layer.Lrn lrn, double[] in, Shape shape) {
    double[] out = new double[in.length];
    for (int c = 0; c < shape.channels(); c++) {
      for (int i = 0; i < shape.plane(); i++) {
        double sum = 0;
        for (int n = c - lrn.size() / 2; n <= c + lrn.size() / 2; n++) {
          if (n >= 0 && n < shape.channels()) {
            sum += Math.pow(in[n * shape.plane() + i], 2);
          }
        }
        int at = c * shape.plane() + i;
        out[at] = in[at] / Math.pow(lrn.k() + lrn.alpha() / lrn.size() * sum, lrn.beta());
      }
    }
    return out;
  }

  private static int at(Shape shape, int c, int y, int x) {
    return (c * shape.height() + y) * shape.width() + x;
  }

  private static <T> T get(Map<String, T> map, String key) {
    T value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("no " + key);
    }
    return value;
  }
}
