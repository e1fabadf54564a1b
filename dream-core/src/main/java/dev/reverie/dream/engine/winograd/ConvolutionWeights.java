package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.Lanes;
import dev.reverie.dream.engine.winograd.kernel.MatrixKernel;
import dev.reverie.dream.engine.winograd.kernel.WinogradKernel;
import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one convolution in the orders that the passes read them, each made when first
 * asked for and shared by all plans. Thread-safe: plans are prepared on several threads. "Panel" is
 * a stretch of {@link MatrixKernel#COLUMNS} output channels that lie together for each input.
 */
final class ConvolutionWeights {
  private static final int POINTS = WinogradKernel.POINTS;
  private static final int PATCH = WinogradKernel.PATCH;

  private final Layer.Conv conv;
  private final float[] oihw;
  private final float[] bias;
  private float @Nullable [] forward;
  private float @Nullable [] backward;
  private float @Nullable [] forwardWinograd;
  private float @Nullable [] backwardWinograd;
  private float @Nullable [] scatter;

  ConvolutionWeights(Layer.Conv conv, Kernel kernel) {
    this.conv = conv;
    oihw = new float[kernel.weight().remaining()];
    kernel.weight().get(oihw);
    bias = new float[columns(Lanes.roundUp(conv.outputs()))];
    kernel.bias().get(bias, 0, conv.outputs());
  }

  /** {@code channels}, rounded up to whole panels. */
  static int columns(int channels) {
    return (channels + MatrixKernel.COLUMNS - 1) / MatrixKernel.COLUMNS * MatrixKernel.COLUMNS;
  }

  /** One for each output channel, filled up with zeros. */
  float[] bias() {
    return bias;
  }

  /** [panel][ky][kx][input][column]. */
  synchronized float[] forward() {
    if (forward == null) {
      forward = direct(false);
    }
    return forward;
  }

  /** As {@link #forward}, inputs and outputs exchanged and turned by half a turn. */
  synchronized float[] backward() {
    if (backward == null) {
      backward = direct(true);
    }
    return backward;
  }

  /** [point][panel][input, filled up][column]. */
  synchronized float[] forwardWinograd() {
    if (forwardWinograd == null) {
      forwardWinograd = winograd(false);
    }
    return forwardWinograd;
  }

  /** As {@link #forwardWinograd}, inputs and outputs exchanged and turned by half a turn. */
  synchronized float[] backwardWinograd() {
    if (backwardWinograd == null) {
      backwardWinograd = winograd(true);
    }
    return backwardWinograd;
  }

  /** [panel][output][column], where the columns are ky, kx, input. */
  synchronized float[] scatter() {
    if (scatter == null) {
      int side = conv.kernel();
      int count = side * side * conv.inputs();
      float[] packed = new float[columns(count) * conv.outputs()];
      for (int o = 0; o < conv.outputs(); o++) {
        for (int column = 0; column < count; column++) {
          int i = column % conv.inputs();
          int tap = column / conv.inputs();
          packed[at(column, o, conv.outputs())] = oihw[(o * conv.inputs() + i) * side * side + tap];
        }
      }
      scatter = packed;
    }
    return scatter;
  }

  private float[] direct(boolean back) {
    int taps = conv.kernel() * conv.kernel();
    int inner = back ? conv.outputs() : conv.inputs();
    int outer = back ? conv.inputs() : conv.outputs();
    float[] packed = new float[columns(outer) * taps * inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        for (int tap = 0; tap < taps; tap++) {
          packed[at(o, tap * inner + i, taps * inner)] = tap(back, o, i, tap);
        }
      }
    }
    return packed;
  }

  private float[] winograd(boolean back) {
    int inner = back ? conv.outputs() : conv.inputs();
    int outer = back ? conv.inputs() : conv.outputs();
    int rows = Lanes.roundUp(inner);
    int point = columns(outer) * rows;
    float[] packed = new float[POINTS * point];
    double[] half = new double[3 * PATCH];
    double[] line = new double[PATCH];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        for (int x = 0; x < 3; x++) {
          transform(
              tap(back, o, i, x), tap(back, o, i, 3 + x), tap(back, o, i, 6 + x), half, x * PATCH);
        }
        int to = at(o, i, rows);
        for (int y = 0; y < PATCH; y++) {
          transform(half[y], half[PATCH + y], half[2 * PATCH + y], line, 0);
          for (int x = 0; x < PATCH; x++) {
            packed[(y * PATCH + x) * point + to] = (float) line[x];
          }
        }
      }
    }
    return packed;
  }

  /** G of Lavin and Gray 2016 for F(4x4, 3x3), applied to one row or column of a kernel. */
  private static void transform(double g0, double g1, double g2, double[] to, int at) {
    double even = (g0 + g2) / 6;
    double odd = g1 / 6;
    double evenTwo = (g0 + 4 * g2) / 24;
    double oddTwo = g1 / 12;
    to[at] = g0 / 4;
    to[at + 1] = -even - odd;
    to[at + 2] = odd - even;
    to[at + 3] = evenTwo + oddTwo;
    to[at + 4] = evenTwo - oddTwo;
    to[at + 5] = g2;
  }

  /** One weight of the convolution, or of the one that computes its gradient. */
  private float tap(boolean back, int outer, int inner, int tap) {
    int taps = conv.kernel() * conv.kernel();
    return back
        ? oihw[(inner * conv.inputs() + outer) * taps + taps - 1 - tap]
        : oihw[(outer * conv.inputs() + inner) * taps + tap];
  }

  private static int at(int column, int row, int rows) {
    int panel = column / MatrixKernel.COLUMNS;
    return (panel * rows + row) * MatrixKernel.COLUMNS + column % MatrixKernel.COLUMNS;
  }
}
