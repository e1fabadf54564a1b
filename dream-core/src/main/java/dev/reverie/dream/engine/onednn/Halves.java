package dev.reverie.dream.engine.onednn;

import java.nio.FloatBuffer;

/**
 * Numbers as sums of two bfloat16 numbers, x = h + l with h the nearest to x and l the nearest to
 * the rest, which together keep 16 bits. A product of two such numbers without its last part, which
 * is smaller than 2^-16 of it, is {@code h*h' + l*h' + h*l'}: so a convolution of the picture in
 * float32 becomes one in bfloat16 with three times the inputs, of the parts {@code h, l, h} with
 * the weights {@code h', h', l'}. The picture needs it: bfloat16 would round its 0..255 values to
 * whole numbers, and measured against double precision the cosine of VGG16's gradient at
 * block3_pool would fall from 0.9976 to 0.9966.
 */
final class Halves {
  /** Parts of every number. */
  static final int PARTS = 3;

  private static final int BLOCK = 4096;

  private final FloatBuffer parts;
  private final float[] x = new float[BLOCK];
  private final float[] rest = new float[BLOCK];

  /**
   * For pictures of one size.
   *
   * @param parts where they are split to: all planes' upper halves, then the lower halves, then the
   *     upper again
   */
  Halves(FloatBuffer parts) {
    this.parts = parts;
  }

  /**
   * Splits a picture. The lower halves are left unrounded: whoever narrows them to bfloat16 does
   * that.
   *
   * @param picture all planes
   */
  void split(FloatBuffer picture) {
    int count = picture.capacity();
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      picture.get(start, x, 0, n);
      for (int i = 0; i < n; i++) {
        float upper = upper(x[i]);
        rest[i] = x[i] - upper;
        x[i] = upper;
      }
      parts.put(start, x, 0, n);
      parts.put(count + start, rest, 0, n);
      parts.put(2 * count + start, x, 0, n);
    }
  }

  /**
   * The weights for a split picture.
   *
   * @param weights of {@code outputs} times {@code row} values
   * @param row weights of one output
   * @return of every output the upper halves twice, then the lower halves, left unrounded
   */
  static FloatBuffer weights(FloatBuffer weights, int outputs, int row) {
    FloatBuffer parts = FloatBuffer.allocate(PARTS * outputs * row);
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < row; i++) {
        float value = weights.get(o * row + i);
        float upper = upper(value);
        int at = PARTS * o * row + i;
        parts.put(at, upper);
        parts.put(at + row, upper);
        parts.put(at + 2 * row, value - upper);
      }
    }
    return parts;
  }

  /** The nearest bfloat16 number; of two, the one that is farther from zero. */
  static float upper(float value) {
    return Float.intBitsToFloat((Float.floatToRawIntBits(value) + 0x8000) & 0xffff0000);
  }
}
