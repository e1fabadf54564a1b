package dev.reverie.dream.live.flash;

import java.util.Arrays;

/**
 * Every ten-degree field of the picture, and how much of it flashes. WCAG's model view is 1024 by
 * 768 pixels and a field of it 341 by 256, anywhere: a third of the width and of the height.
 */
final class VisualFields {
  private static final int WIDE = Light.ACROSS * 341 / 1024;
  private static final int HIGH = Light.DOWN * 256 / 768;

  /** WCAG allows a quarter; a judge's grid is not ours, and a viewer may sit closer. */
  private static final double AREA = 0.20;

  private static final int ALLOWED = (int) (AREA * WIDE * HIGH);
  private static final int STRIDE = Light.ACROSS + 1;

  private final int[] sums = new int[STRIDE * (Light.DOWN + 1)];
  private final int[] cover = new int[STRIDE * (Light.DOWN + 1)];

  /**
   * Finds the cells that must not flash: those newly over, in fields with too many cells over.
   *
   * @param over what {@link FlashHistory#over()} says
   * @param cells how many cells are over
   * @param offenders gets 1 for each of those cells and 0 for the others; only written if there is
   *     one
   * @return whether there is one
   */
  boolean crowded(byte[] over, int cells, byte[] offenders) {
    if (cells <= ALLOWED) {
      return false;
    }
    sum(over);
    if (!coverCrowded()) {
      return false;
    }
    // The running sums of the corners are the number of crowded fields over each cell.
    for (int y = 0; y < Light.DOWN; y++) {
      int row = 0;
      for (int x = 0; x < Light.ACROSS; x++) {
        row += cover[y * STRIDE + x];
        int fields = row + (y > 0 ? sums[(y - 1) * STRIDE + x] : 0);
        sums[y * STRIDE + x] = fields;
        int cell = y * Light.ACROSS + x;
        offenders[cell] = (byte) (fields > 0 && over[cell] == Swings.NEWLY_OVER ? 1 : 0);
      }
    }
    return true;
  }

  private void sum(byte[] over) {
    for (int x = 0; x <= Light.ACROSS; x++) {
      sums[x] = 0;
    }
    for (int y = 0; y < Light.DOWN; y++) {
      int row = 0;
      sums[(y + 1) * STRIDE] = 0;
      for (int x = 0; x < Light.ACROSS; x++) {
        row += over[y * Light.ACROSS + x] != 0 ? 1 : 0;
        sums[(y + 1) * STRIDE + x + 1] = sums[y * STRIDE + x + 1] + row;
      }
    }
  }

  /** Writes +1 and -1 at the corners of each crowded field. */
  private boolean coverCrowded() {
    boolean any = false;
    for (int y = 0; y + HIGH <= Light.DOWN; y++) {
      for (int x = 0; x + WIDE <= Light.ACROSS; x++) {
        int top = y * STRIDE + x;
        int bottom = top + HIGH * STRIDE;
        if (sums[bottom + WIDE] - sums[bottom] - sums[top + WIDE] + sums[top] > ALLOWED) {
          if (!any) {
            Arrays.fill(cover, 0);
            any = true;
          }
          cover[top]++;
          cover[top + WIDE]--;
          cover[bottom]--;
          cover[bottom + WIDE]++;
        }
      }
    }
    return any;
  }
}
