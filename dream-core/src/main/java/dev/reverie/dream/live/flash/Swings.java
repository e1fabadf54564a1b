package dev.reverie.dream.live.flash;

import java.util.Arrays;

/**
 * Follows one signal in every cell of a grid and remembers when it last swung the other way. A
 * swing is complete at the moment when the signal has moved by more than {@code least} from its
 * last extreme. Values are first {@linkplain #weigh weighed}, which changes nothing, and the same
 * values are then {@linkplain #commit committed} or dropped.
 *
 * <p>No more than {@value #ALLOWED} swings in a second are allowed: three flashes of two swings
 * each. A judge may time a swing at its beginning, at its end, or at any threshold above {@code
 * least}. That never makes four flashes of ours: if eight of his swings lie in one second, our
 * moments for the second to the eighth lie between his first and his last, which makes seven.
 */
final class Swings {
  /** Swings in a second that still pass. */
  static final int ALLOWED = 6;

  /** A cell that was over before. */
  static final byte OVER = 1;

  /** A cell that would be over only now. */
  static final byte NEWLY_OVER = 2;

  private static final int KEPT = ALLOWED + 1;
  private static final long NEVER = Long.MIN_VALUE;

  private static final byte UNKNOWN = 0;
  private static final byte UP = 1;
  private static final byte DOWN = -1;

  private static final int STAYS = 0;
  private static final int EXTENDS = 1;
  private static final int COMPLETES_UP = 2;
  private static final int COMPLETES_DOWN = 3;

  private final float least;
  private final float darkest;

  /**
   * Between these a value changes nothing. After an upward swing: the highest value since, and
   * {@code least} below it; after a downward one: the lowest since, and {@code least} above it.
   */
  private final float[] low;

  private final float[] high;
  private final byte[] way;

  /** For each cell a ring of the moments of the last {@value #KEPT} swings. */
  private final long[] moments;

  private final byte[] oldest;
  private final int[] moved;
  private int moves;
  private long lastCrowding = NEVER;

  /**
   * Knows nothing yet.
   *
   * @param least a swing is larger than this
   * @param darkest swings whose lower end is not below this don't count
   */
  Swings(int cells, float least, float darkest) {
    this.least = least;
    this.darkest = darkest;
    low = new float[cells];
    high = new float[cells];
    way = new byte[cells];
    moments = new long[cells * KEPT];
    oldest = new byte[cells];
    moved = new int[cells];
  }

  /** Forgets everything; these values are the first. */
  void restart(float[] values) {
    Arrays.fill(moments, NEVER);
    Arrays.fill(way, UNKNOWN);
    System.arraycopy(values, 0, low, 0, low.length);
    System.arraycopy(values, 0, high, 0, high.length);
    lastCrowding = NEVER;
    moves = 0;
  }

  /** This cell's swing begins anew at this value; the moments of its swings stay. */
  void rest(int cell, float value) {
    way[cell] = UNKNOWN;
    low[cell] = value;
    high[cell] = value;
  }

  /**
   * Looks what these values would do.
   *
   * @param since what happened at this moment or before is over
   * @param over gets {@link #OVER} or {@link #NEWLY_OVER} for each cell with more swings than
   *     allowed; other cells are left as they are
   * @return the number of cells marked
   */
  int weigh(float[] values, long since, byte[] over) {
    int marked = lastCrowding > since ? markCrowded(since, over) : 0;
    moves = 0;
    for (int cell = 0; cell < low.length; cell++) {
      float value = values[cell];
      if (value < low[cell] || value > high[cell]) {
        moved[moves++] = cell;
      }
    }
    for (int m = 0; m < moves; m++) {
      int cell = moved[m];
      if (effect(cell, values[cell]) >= COMPLETES_UP && moment(cell, 1) > since) {
        if (over[cell] == 0) {
          over[cell] = NEWLY_OVER;
          marked++;
        }
      }
    }
    return marked;
  }

  private int markCrowded(long since, byte[] over) {
    int marked = 0;
    for (int cell = 0; cell < low.length; cell++) {
      if (moment(cell, 0) > since && over[cell] != OVER) {
        over[cell] = OVER;
        marked++;
      }
    }
    return marked;
  }

  /** Makes the values that were weighed last the newest ones. */
  void commit(float[] values, long now) {
    for (int m = 0; m < moves; m++) {
      int cell = moved[m];
      float value = values[cell];
      switch (effect(cell, value)) {
        case EXTENDS -> extend(cell, value);
        case COMPLETES_UP -> complete(cell, UP, value, now);
        case COMPLETES_DOWN -> complete(cell, DOWN, value, now);
        default -> {}
      }
    }
    moves = 0;
  }

  /** Whether this cell has swung more often than allowed. */
  boolean crowded(int cell, long since) {
    return moment(cell, 0) > since;
  }

  private int effect(int cell, float value) {
    float lowest = low[cell];
    float highest = high[cell];
    return switch (way[cell]) {
      case UP -> afterUp(value, lowest, highest);
      case DOWN -> afterDown(value, lowest, highest);
      default -> first(value, lowest, highest);
    };
  }

  private int afterUp(float value, float lowest, float highest) {
    if (value > highest) {
      return EXTENDS;
    }
    return value < lowest && value < darkest ? COMPLETES_DOWN : STAYS;
  }

  private int afterDown(float value, float lowest, float highest) {
    if (value < lowest) {
      return EXTENDS;
    }
    return value > highest && lowest < darkest ? COMPLETES_UP : STAYS;
  }

  private int first(float value, float lowest, float highest) {
    if (highest - value > least && value < darkest) {
      return COMPLETES_DOWN;
    }
    if (value - lowest > least && lowest < darkest) {
      return COMPLETES_UP;
    }
    return value < lowest || value > highest ? EXTENDS : STAYS;
  }

  private void extend(int cell, float value) {
    byte last = way[cell];
    if (last == UNKNOWN) {
      low[cell] = Math.min(low[cell], value);
      high[cell] = Math.max(high[cell], value);
    } else {
      turn(cell, last, value);
    }
  }

  private void complete(int cell, byte to, float value, long now) {
    moments[cell * KEPT + oldest[cell]] = now;
    oldest[cell] = (byte) ((oldest[cell] + 1) % KEPT);
    lastCrowding = Math.max(lastCrowding, moment(cell, 0));
    turn(cell, to, value);
  }

  private void turn(int cell, byte to, float extreme) {
    way[cell] = to;
    low[cell] = to == UP ? extreme - least : extreme;
    high[cell] = to == UP ? extreme : extreme + least;
  }

  /** The moment of a swing, 0 for the oldest kept. */
  private long moment(int cell, int age) {
    return moments[cell * KEPT + (oldest[cell] + age) % KEPT];
  }
}
