package dev.reverie.dream.engine.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gives blocks their places: the largest first, each at the lowest offset where it meets no block
 * that is needed at the same time.
 */
final class Arena {
  /** A cache line, and the width of the widest vector. */
  static final int ALIGNMENT = 64;

  private Arena() {}

  /**
   * Places all blocks.
   *
   * @return bytes that they need together
   */
  static long place(List<Block> blocks) {
    List<Block> largestFirst = new ArrayList<>(blocks);
    largestFirst.sort(Comparator.comparingLong(Block::bytes).reversed());
    List<Block> placed = new ArrayList<>();
    long total = 0;
    for (Block block : largestFirst) {
      long offset = 0;
      for (Block other : placed) {
        if (other.meets(block)) {
          if (offset + block.bytes() <= other.offset()) {
            break;
          }
          offset = Math.max(offset, align(other.offset() + other.bytes()));
        }
      }
      block.place(offset);
      placed.add(block);
      placed.sort(Comparator.comparingLong(Block::offset));
      total = Math.max(total, align(offset + block.bytes()));
    }
    return total;
  }

  private static long align(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
