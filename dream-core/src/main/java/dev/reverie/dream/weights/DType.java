package dev.reverie.dream.weights;

import java.nio.ByteBuffer;

/** The kinds of number that a safetensors file may hold; all little-endian there. */
public enum DType {
  /** One byte, 0 or 1. */
  BOOL(1),
  /** 0 to 255. */
  U8(1),
  /** -128 to 127. */
  I8(1),
  /** 16 bits without sign. */
  U16(2),
  /** 16 bits with sign. */
  I16(2),
  /** 32 bits without sign. */
  U32(4),
  /** 32 bits with sign. */
  I32(4),
  /** 64 bits without sign. */
  U64(8),
  /** 64 bits with sign. */
  I64(8),
  /** IEEE half precision. */
  F16(2),
  /** The upper half of a float32. */
  BF16(2),
  /** IEEE single precision. */
  F32(4),
  /** IEEE double precision. */
  F64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** How many bytes a number takes. */
  public int bytes() {
    return bytes;
  }

  /** Whether it is one of the floating-point kinds, which {@link Weights} are made of. */
  public boolean isFloat() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }

  /**
   * The number at a place, widened. Exact for every kind but the 64-bit whole numbers, which are
   * rounded to 53 bits.
   *
   * @param bytes in little-endian order
   * @param at index of the number, not of its first byte
   */
  double get(ByteBuffer bytes, int at) {
    return switch (this) {
      case BOOL, U8 -> bytes.get(at) & 0xff;
      case I8 -> bytes.get(at);
      case U16 -> bytes.getShort(2 * at) & 0xffff;
      case I16 -> bytes.getShort(2 * at);
      case U32 -> bytes.getInt(4 * at) & 0xffff_ffffL;
      case I32 -> bytes.getInt(4 * at);
      case U64 -> unsigned(bytes.getLong(8 * at));
      case I64 -> bytes.getLong(8 * at);
      case F16 -> half(bytes.getShort(2 * at));
      case BF16 -> Float.intBitsToFloat(bytes.getShort(2 * at) << 16);
      case F32 -> bytes.getFloat(4 * at);
      case F64 -> bytes.getDouble(8 * at);
    };
  }

  /** The exact value of an IEEE half-precision number. */
  static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) { // zero and the subnormals: fraction * 2^-24
      float value = fraction * 0x1p-24f;
      return sign == 0 ? value : -value;
    }
    int widened = exponent == 0x1f ? 0xff : exponent + 112; // 112 = 127 - 15, the biases
    return Float.intBitsToFloat(sign | (widened << 23) | (fraction << 13));
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1 | (value & 1)) * 2.0;
  }
}
