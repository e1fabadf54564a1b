package dev.reverie.dream.engine.nd4j;

import java.nio.FloatBuffer;

/**
 * Element-wise work on native memory. Each operation copies blocks to the heap, where the compiler
 * vectorises plain loops, and back: several times faster than the same loop over the buffers. One
 * instance belongs to one thread.
 */
final class Loops {
  private static final int BLOCK = 4096;

  private final float[] a = new float[BLOCK];
  private final float[] b = new float[BLOCK];

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

  /** {@code gradient = 0} wherever {@code result <= 0}. */
  void reluBackward(FloatBuffer result, FloatBuffer gradient, int count) {
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      result.get(start, a, 0, n);
      gradient.get(start, b, 0, n);
      for (int i = 0; i < n; i++) {
        b[i] = a[i] > 0 ? b[i] : 0;
      }
      gradient.put(start, b, 0, n);
    }
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
