package dev.reverie.dream.engine.nd4j;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Element-wise work on native memory. Each operation copies blocks to the heap, where the compiler
 * vectorises plain loops, and back: several times faster than the same loop over the buffers. One
 * instance belongs to one thread.
 */
final class Loops {
  private static final int BLOCK = 4096;

  private final float[] a = new float[BLOCK];
  private final float[] b = new float[BLOCK];
  private final int[] bitsA = new int[BLOCK];
  private final int[] bitsB = new int[BLOCK];

  /** {@code out = max(0, in)}; the two may be the same. */
  void relu(FloatBuffer in, FloatBuffer out, int count) {
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      in.get(start, a, 0, n);
      for (int i = 0; i < n; i++) {
        a[i] = Math.max(a[i], 0);
      }
      out.put(start, a, 0, n);
    }
  }

  /**
   * {@code gradient = 0} wherever {@code result} is 0. As bits, because a branch on every value,
   * which no processor can foresee, takes ten times as long.
   *
   * @param result bits of what {@link #relu} made
   * @param gradient bits of the gradient with respect to it
   */
  void reluBackward(IntBuffer result, IntBuffer gradient, int count) {
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      result.get(start, bitsA, 0, n);
      gradient.get(start, bitsB, 0, n);
      for (int i = 0; i < n; i++) {
        bitsB[i] &= positive(bitsA[i]);
      }
      gradient.put(start, bitsB, 0, n);
    }
  }

  /** All ones if the number of these bits is above 0, else all zeros. Not for -0.0. */
  static int positive(int bits) {
    return -bits >> 31;
  }

  /** All ones if the two differ, else all zeros. */
  static int differ(int a, int b) {
    int difference = a ^ b;
    return (difference | -difference) >> 31;
  }

  /** {@code out += in}. */
  void add(FloatBuffer in, FloatBuffer out, int count) {
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      in.get(start, a, 0, n);
      out.get(start, b, 0, n);
      for (int i = 0; i < n; i++) {
        b[i] += a[i];
      }
      out.put(start, b, 0, n);
    }
  }

  /** {@code out[outStart..] = in[inStart..] * factor + offset}. */
  void affine(
      FloatBuffer in,
      int inStart,
      FloatBuffer out,
      int outStart,
      int count,
      float factor,
      float offset) {
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      in.get(inStart + start, a, 0, n);
      for (int i = 0; i < n; i++) {
        a[i] = a[i] * factor + offset;
      }
      out.put(outStart + start, a, 0, n);
    }
  }

  /** Copies, or adds, {@code count} values. */
  void transfer(
      FloatBuffer in, int inStart, FloatBuffer out, int outStart, int count, boolean accumulate) {
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      in.get(inStart + start, a, 0, n);
      if (accumulate) {
        out.get(outStart + start, b, 0, n);
        for (int i = 0; i < n; i++) {
          a[i] += b[i];
        }
      }
      out.put(outStart + start, a, 0, n);
    }
  }

  /** Sets {@code count} values from {@code from} on. */
  void fill(FloatBuffer out, int from, int count, float value) {
    java.util.Arrays.fill(a, value);
    for (int start = 0; start < count; start += BLOCK) {
      out.put(from + start, a, 0, Math.min(BLOCK, count - start));
    }
  }

  /** Sum of {@code count} values from {@code from} on, or of their squares. */
  double sum(FloatBuffer in, int from, int count, boolean squares) {
    double sum = 0;
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      in.get(from + start, a, 0, n);
      for (int i = 0; i < n; i++) {
        sum += squares ? (double) a[i] * a[i] : a[i];
      }
    }
    return sum;
  }
}
