package dev.reverie.dream.live.flash;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What flashed in the last second, cell by cell, and what a further picture would add.
 *
 * <p>Definitions: WCAG 2.2, "general flash and red flash thresholds". Luminance counts from 0.10
 * with the darker side below 0.80. For saturated reds there are two working definitions, and we
 * count both: WCAG 2.0 and 2.1 (after Harding and Binnie) have a change of more than 20 in {@code
 * max(0, R - G - B) * 320} with R/(R+G+B) of 0.8 at one end at least; WCAG 2.2 (after ISO 9241-391)
 * has one end with R/(R+G+B) of 0.8 and the other more than 0.2 away in CIE 1976 UCS chromaticity.
 * The second is counted as a change between saturated and {@linkplain Light#PALE clearly not
 * saturated}, which includes it.
 */
final class FlashHistory {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** 0.10 less what coding as JPEG and other cells than ours may add. */
  private static final float LUMINANCE = 0.08f;

  /** 0.80, with the same margin. */
  private static final float DARKER_SIDE = 0.82f;

  /** 20, with the same margin. */
  private static final float REDNESS = 16;

  private final Swings luminance = new Swings(Light.CELLS, LUMINANCE, DARKER_SIDE);
  private final Swings redness = new Swings(Light.CELLS, REDNESS, Float.MAX_VALUE);
  private final Swings saturation = new Swings(Light.CELLS, 0.5f, Float.MAX_VALUE);
  private final float[] saturated = new float[Light.CELLS];
  private final float[] saturatedNow = new float[Light.CELLS];
  private final float[] red = new float[Light.CELLS];
  private final float[] redNow = new float[Light.CELLS];
  private final long[] lastSaturated = new long[Light.CELLS];
  private final byte[] over = new byte[Light.CELLS];
  private boolean marked;
  private boolean reddish;
  private long lastRed;

  /** Forgets everything; this picture is the first. */
  void restart(Light light, long now) {
    luminance.restart(light.luminance());
    System.arraycopy(light.redness(), 0, red, 0, red.length);
    reddish = false;
    weigh(light, now);
    commit(light, now);
  }

  /**
   * Looks what this picture would do; changes nothing that counts.
   *
   * @return the number of cells with more flashes than allowed: see {@link #over()}
   */
  int weigh(Light light, long now) {
    long since = now - SECOND;
    if (marked) {
      Arrays.fill(over, (byte) 0);
    }
    int cells = luminance.weigh(light.luminance(), since, over);
    if (light.red() && !reddish) {
      startRed(now);
    }
    if (reddish) {
      weighRed(light, since);
      cells += redness.weigh(redNow, since, over);
      cells += saturation.weigh(saturatedNow, since, over);
    }
    marked = cells > 0;
    return cells;
  }

  /** Red comes and goes as a whole: most pictures have none, and then it costs nothing. */
  private void startRed(long now) {
    reddish = true;
    lastRed = now;
    Arrays.fill(lastSaturated, Long.MIN_VALUE);
    Arrays.fill(saturated, 0);
    redness.restart(red);
    saturation.restart(saturated);
  }

  /** Redness moves only where a saturated red is, or was within the second. */
  private void weighRed(Light light, long since) {
    byte[] classes = light.saturation();
    float[] values = light.redness();
    for (int cell = 0; cell < classes.length; cell++) {
      switch (classes[cell]) {
        case Light.SATURATED -> saturatedNow[cell] = 1;
        case Light.PALE -> saturatedNow[cell] = 0;
        default -> saturatedNow[cell] = saturated[cell];
      }
      boolean counts = saturatedNow[cell] != 0 || lastSaturated[cell] > since;
      redNow[cell] = counts ? values[cell] : red[cell];
    }
  }

  /** Makes the picture that was weighed last the newest one. */
  void commit(Light light, long now) {
    luminance.commit(light.luminance(), now);
    if (reddish) {
      redness.commit(redNow, now);
      saturation.commit(saturatedNow, now);
      commitRed(light.redness(), now);
    }
    System.arraycopy(light.redness(), 0, red, 0, red.length);
  }

  private void commitRed(float[] values, long now) {
    long since = now - SECOND;
    for (int cell = 0; cell < saturated.length; cell++) {
      saturated[cell] = saturatedNow[cell];
      if (saturatedNow[cell] != 0) {
        lastSaturated[cell] = now;
        lastRed = now;
      } else if (lastSaturated[cell] <= since) {
        redness.rest(cell, values[cell]);
      }
    }
    reddish = lastRed > since;
  }

  /**
   * After {@link #weigh}: 0, {@link Swings#OVER} or {@link Swings#NEWLY_OVER} for each cell. Ours.
   */
  byte[] over() {
    return over;
  }

  /** Whether this cell has flashed more often than allowed in the last second. */
  boolean crowded(int cell, long now) {
    long since = now - SECOND;
    return luminance.crowded(cell, since)
        || (reddish && (redness.crowded(cell, since) || saturation.crowded(cell, since)));
  }
}
