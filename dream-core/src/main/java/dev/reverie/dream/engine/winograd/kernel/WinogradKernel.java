package dev.reverie.dream.engine.winograd.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of Winograd's F(4x4, 3x3): a 3x3 convolution of a tile of 4x4 pixels in 36
 * multiplications instead of 144. Matrices as in Lavin and Gray 2016, "Fast Algorithms for
 * Convolutional Neural Networks"; vectors run over channels.
 */
public final class WinogradKernel {
  /** Side of a tile of results. */
  public static final int TILE = 4;

  /** Side of the patch of inputs that a tile needs. */
  public static final int PATCH = 6;

  /** Numbers of a transformed patch. */
  public static final int POINTS = PATCH * PATCH;

  private static final int L = Lanes.COUNT;

  private WinogradKernel() {}

  /**
   * Transforms a patch: {@code B^T d B} for every channel. It has no branch and takes no more work
   * than this, because C2 stops inlining at some size, and vectors that cross a call or meet after
   * a branch become objects.
   *
   * @param from channel {@code c} of the patch's pixel (y, x) is at {@code at + y * row + x * pixel
   *     + c}
   * @param channels whole vectors
   * @param to overwritten; channel {@code c} of point {@code p} goes to {@code toAt + p * point +
   *     c}
   * @param scratch of {@link #scratch} floats
   */
  public static void input(
      float[] from,
      int at,
      int row,
      int pixel,
      int channels,
      float[] to,
      int toAt,
      int point,
      float[] scratch) {
    for (int c = 0; c < channels; c += L) {
      for (int x = 0; x < PATCH; x++) {
        int i = at + x * pixel + c;
        FloatVector d0 = FloatVector.fromArray(Lanes.SPECIES, from, i);
        FloatVector d1 = FloatVector.fromArray(Lanes.SPECIES, from, i + row);
        FloatVector d2 = FloatVector.fromArray(Lanes.SPECIES, from, i + 2 * row);
        FloatVector d3 = FloatVector.fromArray(Lanes.SPECIES, from, i + 3 * row);
        FloatVector d4 = FloatVector.fromArray(Lanes.SPECIES, from, i + 4 * row);
        FloatVector d5 = FloatVector.fromArray(Lanes.SPECIES, from, i + 5 * row);
        inputLine(d0, d1, d2, d3, d4, d5, scratch, x * L, PATCH * L);
      }
      for (int y = 0; y < PATCH; y++) {
        int i = y * PATCH * L;
        inputLine(
            FloatVector.fromArray(Lanes.SPECIES, scratch, i),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + L),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + 2 * L),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + 3 * L),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + 4 * L),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + 5 * L),
            to,
            toAt + y * PATCH * point + c,
            point);
      }
    }
  }

  private static void inputLine(
      FloatVector d0,
      FloatVector d1,
      FloatVector d2,
      FloatVector d3,
      FloatVector d4,
      FloatVector d5,
      float[] to,
      int at,
      int stride) {
    FloatVector minusFour = FloatVector.broadcast(Lanes.SPECIES, -4f);
    FloatVector even = minusFour.fma(d2, d4);
    FloatVector odd = minusFour.fma(d1, d3);
    FloatVector evenHalf = d4.sub(d2);
    FloatVector oddHalf = d3.sub(d1);
    FloatVector oddTwice = oddHalf.add(oddHalf);
    // 4 d0 - 5 d2 + d4 and 4 d1 - 5 d3 + d5, with what is there already.
    minusFour.fma(d2.sub(d0), evenHalf).intoArray(to, at);
    even.add(odd).intoArray(to, at + stride);
    even.sub(odd).intoArray(to, at + 2 * stride);
    evenHalf.add(oddTwice).intoArray(to, at + 3 * stride);
    evenHalf.sub(oddTwice).intoArray(to, at + 4 * stride);
    minusFour.fma(d3.sub(d1), d5.sub(d3)).intoArray(to, at + 5 * stride);
  }

  /**
   * Transforms back: {@code A^T m A} for every channel.
   *
   * @param from channel {@code c} of point {@code p} is at {@code at + p * point + c}
   * @param channels whole vectors
   * @param to overwritten; channel {@code c} of the tile's pixel (y, x) goes to {@code toAt + (y *
   *     TILE + x) * channels + c}
   * @param scratch of {@link #scratch} floats
   */
  public static void output(
      float[] from, int at, int point, int channels, float[] to, int toAt, float[] scratch) {
    for (int c = 0; c < channels; c += L) {
      for (int x = 0; x < PATCH; x++) {
        int i = at + x * point + c;
        int step = PATCH * point;
        outputLine(
            FloatVector.fromArray(Lanes.SPECIES, from, i),
            FloatVector.fromArray(Lanes.SPECIES, from, i + step),
            FloatVector.fromArray(Lanes.SPECIES, from, i + 2 * step),
            FloatVector.fromArray(Lanes.SPECIES, from, i + 3 * step),
            FloatVector.fromArray(Lanes.SPECIES, from, i + 4 * step),
            FloatVector.fromArray(Lanes.SPECIES, from, i + 5 * step),
            scratch,
            x * L,
            PATCH * L);
      }
      for (int y = 0; y < TILE; y++) {
        int i = y * PATCH * L;
        outputLine(
            FloatVector.fromArray(Lanes.SPECIES, scratch, i),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + L),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + 2 * L),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + 3 * L),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + 4 * L),
            FloatVector.fromArray(Lanes.SPECIES, scratch, i + 5 * L),
            to,
            toAt + y * TILE * channels + c,
            channels);
      }
    }
  }

  private static void outputLine(
      FloatVector m0,
      FloatVector m1,
      FloatVector m2,
      FloatVector m3,
      FloatVector m4,
      FloatVector m5,
      float[] to,
      int at,
      int stride) {
    FloatVector sum = m1.add(m2);
    FloatVector difference = m1.sub(m2);
    FloatVector sumTwo = m3.add(m4);
    FloatVector differenceTwo = m3.sub(m4);
    FloatVector two = FloatVector.broadcast(Lanes.SPECIES, 2f);
    FloatVector four = FloatVector.broadcast(Lanes.SPECIES, 4f);
    FloatVector eight = FloatVector.broadcast(Lanes.SPECIES, 8f);
    m0.add(sum).add(sumTwo).intoArray(to, at);
    two.fma(differenceTwo, difference).intoArray(to, at + stride);
    four.fma(sumTwo, sum).intoArray(to, at + 2 * stride);
    eight.fma(differenceTwo, difference).add(m5).intoArray(to, at + 3 * stride);
  }

  /** Floats that {@link #input} and {@link #output} need to themselves. */
  public static int scratch() {
    return POINTS * L;
  }
}
