package dev.reverie.dream.engine.winograd.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Multiplies matrices of floats, one panel of {@link #COLUMNS} columns at a time. Six rows of the
 * result stay in registers while the inner dimension runs: written out by hand, because only named
 * variables become registers, and not more of them, because the compiler gives up on larger methods
 * now and then. Reaches 70 to 75 % of a core's peak (docs/performance.md).
 */
public final class MatrixKernel {
  /** Columns of a panel: two vectors. */
  public static final int COLUMNS = 2 * Lanes.COUNT;

  /** Rows are computed in blocks of as many. */
  public static final int ROWS = 6;

  private static final int L = Lanes.COUNT;

  private MatrixKernel() {}

  /**
   * {@code rows}, rounded up to whole blocks: what is computed beyond the rows asked for means
   * nothing, but there must be something to read and room to write.
   */
  public static int roundUp(int rows) {
    return (rows + ROWS - 1) / ROWS * ROWS;
  }

  /**
   * {@code c[r][0..COLUMNS) = sum over k of a[r][k] * b[k][0..COLUMNS)}.
   *
   * @param a whose row {@code r} begins at {@code aAt + r * aRow}
   * @param length of each row of {@code a}
   * @param b the panel: {@code length} rows of {@link #COLUMNS} values from {@code bAt} on
   * @param c overwritten; row {@code r} begins at {@code cAt + r * cRow}
   * @param rows {@linkplain #roundUp rounded up} by this method
   */
  public static void panel(
      float[] a,
      int aAt,
      int aRow,
      int length,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int cRow,
      int rows) {
    for (int r = 0; r < rows; r += ROWS) {
      block(a, aAt + r * aRow, aRow, length, b, bAt, c, cAt + r * cRow, cRow);
    }
  }

  /**
   * As {@link #panel}, of rows that do not lie in one piece: {@code a[r][k]} is at {@code aAt + r *
   * aRow + offsets[k]}. A convolution reads its input so. A fifth slower, because the bounds of the
   * array are checked in the loop.
   */
  public static void panelOf(
      int[] offsets,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int cRow,
      int rows) {
    for (int r = 0; r < rows; r += ROWS) {
      blockOf(offsets, a, aAt + r * aRow, aRow, b, bAt, c, cAt + r * cRow, cRow);
    }
  }

  private static void block(
      float[] a, int aAt, int aRow, int length, float[] b, int bAt, float[] c, int cAt, int cRow) {
    FloatVector low0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low1 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high1 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low2 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high2 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low3 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high3 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low4 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high4 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low5 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high5 = FloatVector.zero(Lanes.SPECIES);
    int from = bAt;
    for (int k = 0; k < length; k++) {
      FloatVector low = FloatVector.fromArray(Lanes.SPECIES, b, from);
      FloatVector high = FloatVector.fromArray(Lanes.SPECIES, b, from + L);
      from += COLUMNS;
      FloatVector x0 = FloatVector.broadcast(Lanes.SPECIES, a[aAt + k]);
      low0 = x0.fma(low, low0);
      high0 = x0.fma(high, high0);
      FloatVector x1 = FloatVector.broadcast(Lanes.SPECIES, a[aAt + aRow + k]);
      low1 = x1.fma(low, low1);
      high1 = x1.fma(high, high1);
      FloatVector x2 = FloatVector.broadcast(Lanes.SPECIES, a[aAt + 2 * aRow + k]);
      low2 = x2.fma(low, low2);
      high2 = x2.fma(high, high2);
      FloatVector x3 = FloatVector.broadcast(Lanes.SPECIES, a[aAt + 3 * aRow + k]);
      low3 = x3.fma(low, low3);
      high3 = x3.fma(high, high3);
      FloatVector x4 = FloatVector.broadcast(Lanes.SPECIES, a[aAt + 4 * aRow + k]);
      low4 = x4.fma(low, low4);
      high4 = x4.fma(high, high4);
      FloatVector x5 = FloatVector.broadcast(Lanes.SPECIES, a[aAt + 5 * aRow + k]);
      low5 = x5.fma(low, low5);
      high5 = x5.fma(high, high5);
    }
    low0.intoArray(c, cAt);
    high0.intoArray(c, cAt + L);
    low1.intoArray(c, cAt + cRow);
    high1.intoArray(c, cAt + cRow + L);
    low2.intoArray(c, cAt + 2 * cRow);
    high2.intoArray(c, cAt + 2 * cRow + L);
    low3.intoArray(c, cAt + 3 * cRow);
    high3.intoArray(c, cAt + 3 * cRow + L);
    low4.intoArray(c, cAt + 4 * cRow);
    high4.intoArray(c, cAt + 4 * cRow + L);
    low5.intoArray(c, cAt + 5 * cRow);
    high5.intoArray(c, cAt + 5 * cRow + L);
  }

  private static void blockOf(
      int[] offsets,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int cRow) {
    FloatVector low0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low1 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high1 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low2 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high2 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low3 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high3 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low4 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high4 = FloatVector.zero(Lanes.SPECIES);
    FloatVector low5 = FloatVector.zero(Lanes.SPECIES);
    FloatVector high5 = FloatVector.zero(Lanes.SPECIES);
    int from = bAt;
    for (int k = 0; k < offsets.length; k++) {
      int at = aAt + offsets[k];
      FloatVector low = FloatVector.fromArray(Lanes.SPECIES, b, from);
      FloatVector high = FloatVector.fromArray(Lanes.SPECIES, b, from + L);
      from += COLUMNS;
      FloatVector x0 = FloatVector.broadcast(Lanes.SPECIES, a[at]);
      low0 = x0.fma(low, low0);
      high0 = x0.fma(high, high0);
      FloatVector x1 = FloatVector.broadcast(Lanes.SPECIES, a[at + aRow]);
      low1 = x1.fma(low, low1);
      high1 = x1.fma(high, high1);
      FloatVector x2 = FloatVector.broadcast(Lanes.SPECIES, a[at + 2 * aRow]);
      low2 = x2.fma(low, low2);
      high2 = x2.fma(high, high2);
      FloatVector x3 = FloatVector.broadcast(Lanes.SPECIES, a[at + 3 * aRow]);
      low3 = x3.fma(low, low3);
      high3 = x3.fma(high, high3);
      FloatVector x4 = FloatVector.broadcast(Lanes.SPECIES, a[at + 4 * aRow]);
      low4 = x4.fma(low, low4);
      high4 = x4.fma(high, high4);
      FloatVector x5 = FloatVector.broadcast(Lanes.SPECIES, a[at + 5 * aRow]);
      low5 = x5.fma(low, low5);
      high5 = x5.fma(high, high5);
    }
    low0.intoArray(c, cAt);
    high0.intoArray(c, cAt + L);
    low1.intoArray(c, cAt + cRow);
    high1.intoArray(c, cAt + cRow + L);
    low2.intoArray(c, cAt + 2 * cRow);
    high2.intoArray(c, cAt + 2 * cRow + L);
    low3.intoArray(c, cAt + 3 * cRow);
    high3.intoArray(c, cAt + 3 * cRow + L);
    low4.intoArray(c, cAt + 4 * cRow);
    high4.intoArray(c, cAt + 4 * cRow + L);
    low5.intoArray(c, cAt + 5 * cRow);
    high5.intoArray(c, cAt + 5 * cRow + L);
  }
}
