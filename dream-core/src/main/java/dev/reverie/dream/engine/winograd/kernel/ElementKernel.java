package dev.reverie.dream.engine.winograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** What happens to the channels of one pixel at a time; channels are whole vectors. */
public final class ElementKernel {
  private static final int L = Lanes.COUNT;

  /** Ties are at most so far apart, in parts of the maximum. */
  private static final float TIE_SHARE = 1e-4f;

  private ElementKernel() {}

  /** {@code to = from + bias}. */
  public static void bias(float[] from, int at, float[] bias, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      load(from, at + c).add(load(bias, c)).intoArray(to, toAt + c);
    }
  }

  /** {@code to = max(0, from + bias)}. */
  public static void biasRelu(
      float[] from, int at, float[] bias, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      load(from, at + c).add(load(bias, c)).max(0f).intoArray(to, toAt + c);
    }
  }

  /** {@code to = from + bias + residual}. */
  public static void biasAdd(
      float[] from,
      int at,
      float[] bias,
      float[] residual,
      int residualAt,
      float[] to,
      int toAt,
      int channels) {
    for (int c = 0; c < channels; c += L) {
      load(from, at + c)
          .add(load(bias, c))
          .add(load(residual, residualAt + c))
          .intoArray(to, toAt + c);
    }
  }

  /** {@code to = from}. */
  public static void copy(float[] from, int at, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      load(from, at + c).intoArray(to, toAt + c);
    }
  }

  /** {@code to = max(0, from)}. */
  public static void relu(float[] from, int at, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      load(from, at + c).max(0f).intoArray(to, toAt + c);
    }
  }

  /** {@code to += from}. */
  public static void add(float[] from, int at, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      load(from, at + c).add(load(to, toAt + c)).intoArray(to, toAt + c);
    }
  }

  /** {@code to = a + b}. */
  public static void sum(
      float[] a, int aAt, float[] b, int bAt, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      load(a, aAt + c).add(load(b, bAt + c)).intoArray(to, toAt + c);
    }
  }

  /** {@code to = mask > 0 ? from : 0}; {@code to} may be {@code mask} itself. */
  public static void masked(
      float[] from, int at, float[] mask, int maskAt, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      FloatVector m = load(mask, maskAt + c);
      FloatVector.zero(Lanes.SPECIES)
          .blend(load(from, at + c), m.compare(VectorOperators.GT, 0f))
          .intoArray(to, toAt + c);
    }
  }

  /** {@code to += mask > 0 ? from : 0}. */
  public static void addMasked(
      float[] from, int at, float[] mask, int maskAt, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      FloatVector m = load(mask, maskAt + c);
      FloatVector.zero(Lanes.SPECIES)
          .blend(load(from, at + c), m.compare(VectorOperators.GT, 0f))
          .add(load(to, toAt + c))
          .intoArray(to, toAt + c);
    }
  }

  /** {@code to = max} over a window of 2x2 pixels: {@code at}, its right neighbour, those below. */
  public static void poolTwo(
      float[] from, int at, int pixel, int row, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      int i = at + c;
      load(from, i)
          .max(load(from, i + pixel))
          .max(load(from, i + row).max(load(from, i + row + pixel)))
          .intoArray(to, toAt + c);
    }
  }

  /**
   * Gives the gradient of a window of 2x2 pixels to the first that holds the maximum, zero to the
   * others.
   *
   * @param from the window's values
   * @param tie how far below the maximum a value still counts as equal to it
   * @param positive whether a maximum that is not above zero gets nothing: the ReLU before the pool
   * @param gradient of the window's maximum
   * @param to overwritten, laid out as {@code from}, which it may be
   */
  public static void poolTwoBack(
      float[] from,
      int at,
      int pixel,
      int row,
      float tie,
      boolean positive,
      float[] gradient,
      int gradientAt,
      float[] to,
      int toAt,
      int channels) {
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    // Not an if: where two vectors meet after a branch, the compiler makes objects of them.
    float floor = positive ? 0 : Float.NEGATIVE_INFINITY;
    for (int c = 0; c < channels; c += L) {
      int i = at + c;
      int o = toAt + c;
      FloatVector x0 = load(from, i);
      FloatVector x1 = load(from, i + pixel);
      FloatVector x2 = load(from, i + row);
      FloatVector x3 = load(from, i + row + pixel);
      FloatVector max = x0.max(x1).max(x2.max(x3));
      FloatVector g =
          zero.blend(load(gradient, gradientAt + c), max.compare(VectorOperators.GT, floor));
      FloatVector near = near(max, tie);
      VectorMask<Float> e0 = x0.compare(VectorOperators.GE, near);
      VectorMask<Float> e1 = x1.compare(VectorOperators.GE, near);
      VectorMask<Float> e2 = x2.compare(VectorOperators.GE, near);
      zero.blend(g, e0).intoArray(to, o);
      g = g.blend(zero, e0);
      zero.blend(g, e1).intoArray(to, o + pixel);
      g = g.blend(zero, e1);
      zero.blend(g, e2).intoArray(to, o + row);
      g.blend(zero, e2).intoArray(to, o + row + pixel);
    }
  }

  /** {@code to = max(to, from)}. */
  public static void max(float[] from, int at, float[] to, int toAt, int channels) {
    for (int c = 0; c < channels; c += L) {
      load(from, at + c).max(load(to, toAt + c)).intoArray(to, toAt + c);
    }
  }

  /**
   * One pixel of a window's backward pass: where it holds the maximum it takes what is left of the
   * gradient.
   *
   * @param left what no earlier pixel of the window took; modified
   * @param to added to
   */
  public static void take(
      float[] from,
      int at,
      float[] max,
      int maxAt,
      float[] left,
      int leftAt,
      float[] to,
      int toAt,
      int channels) {
    FloatVector zero = FloatVector.zero(Lanes.SPECIES);
    for (int c = 0; c < channels; c += L) {
      FloatVector g = load(left, leftAt + c);
      VectorMask<Float> here = load(from, at + c).compare(VectorOperators.EQ, load(max, maxAt + c));
      load(to, toAt + c).add(zero.blend(g, here)).intoArray(to, toAt + c);
      g.blend(zero, here).intoArray(left, leftAt + c);
    }
  }

  /** The sum of the channels' absolute values. */
  public static float magnitude(float[] from, int at, int channels) {
    FloatVector sum = FloatVector.zero(Lanes.SPECIES);
    for (int c = 0; c < channels; c += L) {
      sum = sum.add(load(from, at + c).abs());
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  /** What counts as equal to a maximum: small ones keep their own, smaller tolerance. */
  private static FloatVector near(FloatVector max, float tie) {
    return max.sub(max.abs().mul(TIE_SHARE).min(tie));
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(Lanes.SPECIES, from, at);
  }
}
