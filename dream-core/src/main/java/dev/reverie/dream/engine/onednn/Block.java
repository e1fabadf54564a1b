package dev.reverie.dream.engine.onednn;

/**
 * A stretch of a plan's memory and the time in which it is needed. Times are positions in the list
 * of primitives; blocks whose times do not overlap may lie in the same place.
 */
final class Block {
  private final long bytes;
  private int first = Integer.MAX_VALUE;
  private int last = Integer.MIN_VALUE;
  private long offset;

  Block(long bytes) {
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  /** Says that it is read or written at {@code time}, and so needed from the first such time on. */
  void use(int time) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }

  /** Says that nothing else may ever lie in its place. */
  void keep() {
    first = Integer.MIN_VALUE;
    last = Integer.MAX_VALUE;
  }

  boolean meets(Block other) {
    return first <= other.last && other.first <= last;
  }

  /** Bytes from the beginning of the arena; meaningful once placed. */
  long offset() {
    return offset;
  }

  void place(long newOffset) {
    offset = newOffset;
  }
}
