package dev.reverie.dream.live.flash;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Judges a finished sequence of pictures by WCAG 2.2, success criterion 2.3.1 ("three flashes or
 * below threshold"). An independent judge: it shares neither code nor grid nor margins with {@link
 * FlashLimiter}, reads every pixel, works in double precision and looks at the whole sequence at
 * once. A picture of 1280x720 takes some 5 ms to read and 55 KB to keep, and judging takes seconds,
 * so it is for tests and measurements.
 *
 * <p>How the definition is read: the picture fills WCAG's model view. In each cell the adjacent
 * peaks and valleys of the signal are found; the change from one to the next is a transition from
 * the moment at which it is large enough, and a flash is two of them within one second. A number of
 * flashes counts when it is reached in more than a quarter of the cells of some ten-degree field
 * within the same second.
 *
 * <p>For red flashes the larger of two counts: WCAG 2.0 and 2.1's (a change of more than 20 in
 * {@code max(0, R - G - B) * 320}, one end saturated) and WCAG 2.2's (from or to a saturated state,
 * more than 0.2 apart in CIE 1976 UCS chromaticity). A saturated state has R/(R+G+B) of at least
 * 0.8; a red too dark to differ by 20 from black is not one, for its colour cannot be seen. Black
 * has the chromaticity of white.
 */
public final class FlashMeter {
  /** Flashes in a second that are still safe. */
  public static final int SAFE = 3;

  private static final int ACROSS = 128;
  private static final double SCALE = 65535;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int across;
  private int down;
  private final List<char[]> pictures = new ArrayList<>();
  private final List<Long> moments = new ArrayList<>();

  /** With a grid {@value #ACROSS} cells wide. */
  public FlashMeter() {
    this(ACROSS);
  }

  /**
   * With a grid of another fineness.
   *
   * @param across cells over the width of the picture, 12 to 512; their number over the height
   *     follows from the shape of the first picture
   * @throws IllegalArgumentException if there are fewer or more
   */
  public FlashMeter(int across) {
    if (across < 12 || across > 512) {
      throw new IllegalArgumentException(
          "the flash meter's grid is " + across + " cells wide: choose 12 to 512");
    }
    this.across = across;
  }

  /**
   * The next picture.
   *
   * @param picture 8-bit BGR, not modified; of any size, it fills the same view as the others
   * @param nanos when it is shown; not before the picture before it
   * @throws IllegalArgumentException if the picture is empty or of another kind, or comes too early
   */
  public void add(Mat picture, long nanos) {
    if (picture.empty() || picture.type() != opencv_core.CV_8UC3) {
      throw new IllegalArgumentException(
          "the flash meter takes 8-bit BGR pictures: convert this one first");
    }
    if (!moments.isEmpty() && nanos < moments.get(moments.size() - 1)) {
      throw new IllegalArgumentException(
          "a picture at " + nanos + " ns comes after a later one: add them in order");
    }
    if (down == 0) {
      down = Math.max(3, (int) Math.round((double) across * picture.rows() / picture.cols()));
    }
    pictures.add(average(picture));
    moments.add(nanos);
  }

  /** Pictures so far. */
  public int pictures() {
    return pictures.size();
  }

  /**
   * What was found.
   *
   * @param generalFlashes the most general flashes within any second, over more than a quarter of
   *     any ten-degree field
   * @param redFlashes the same for red flashes
   */
  public record Verdict(int generalFlashes, int redFlashes) {
    /** Whether the sequence is within the thresholds. */
    public boolean within() {
      return generalFlashes <= SAFE && redFlashes <= SAFE;
    }
  }

  /** Judges all pictures so far. */
  public Verdict judge() {
    int count = pictures.size();
    int cells = across * down;
    boolean[][] general = new boolean[count][cells];
    boolean[][] redness = new boolean[count][cells];
    boolean[][] colour = new boolean[count][cells];
    double[] red = new double[count];
    double[] green = new double[count];
    double[] blue = new double[count];
    for (int cell = 0; cell < cells; cell++) {
      for (int t = 0; t < count; t++) {
        char[] picture = pictures.get(t);
        blue[t] = picture[3 * cell] / SCALE;
        green[t] = picture[3 * cell + 1] / SCALE;
        red[t] = picture[3 * cell + 2] / SCALE;
      }
      mark(FlashSignals.general(red, green, blue), general, cell);
      mark(FlashSignals.redness(red, green, blue), redness, cell);
      mark(FlashSignals.colour(red, green, blue), colour, cell);
    }
    return new Verdict(worst(general), Math.max(worst(redness), worst(colour)));
  }

  private static void mark(List<Integer> transitions, boolean[][] map, int cell) {
    transitions.forEach(t -> map[t][cell] = true);
  }

  private int worst(boolean[][] transitions) {
    int[] inSecond = new int[across * down];
    int worst = 0;
    int first = 0;
    for (int t = 0; t < transitions.length; t++) {
      boolean more = add(transitions[t], inSecond, 1);
      while (moments.get(t) - moments.get(first) > SECOND) {
        add(transitions[first++], inSecond, -1);
      }
      while (more && reached(inSecond, worst + 1)) {
        worst++;
      }
    }
    return worst;
  }

  /** Returns whether there were any. */
  private static boolean add(boolean[] transitions, int[] inSecond, int sign) {
    boolean any = false;
    for (int cell = 0; cell < inSecond.length; cell++) {
      if (transitions[cell]) {
        inSecond[cell] += sign;
        any = true;
      }
    }
    return any;
  }

  /** Whether over a quarter of some field has this many flashes. */
  private boolean reached(int[] transitions, int flashes) {
    int wide = Math.max(1, (int) Math.round(across * 341 / 1024.0));
    int high = Math.max(1, (int) Math.round(down * 256 / 768.0));
    int all = 0;
    for (int count : transitions) {
      all += count / 2 >= flashes ? 1 : 0;
    }
    if (4 * all <= wide * high) {
      return false;
    }
    int[][] sums = new int[down + 1][across + 1];
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        int here = transitions[y * across + x] / 2 >= flashes ? 1 : 0;
        sums[y + 1][x + 1] = here + sums[y][x + 1] + sums[y + 1][x] - sums[y][x];
      }
    }
    for (int y = high; y <= down; y++) {
      for (int x = wide; x <= across; x++) {
        int cells = sums[y][x] - sums[y - high][x] - sums[y][x - wide] + sums[y - high][x - wide];
        if (4 * cells > wide * high) {
          return true;
        }
      }
    }
    return false;
  }

  /** The mean linear light of each cell, interleaved as B, G, R in 65535ths. */
  private char[] average(Mat picture) {
    int rows = picture.rows();
    int cols = picture.cols();
    long step = picture.step();
    char[] cells = new char[3 * across * down];
    byte[] band = new byte[cols * 3];
    BytePointer data = picture.data();
    for (int cy = 0; cy < down; cy++) {
      int top = cy * rows / down;
      int bottom = Math.max(top + 1, (cy + 1) * rows / down);
      double[] sums = new double[3 * across];
      for (int y = top; y < bottom; y++) {
        data.position(y * step).get(band);
        sum(band, cols, sums);
      }
      for (int cx = 0; cx < across; cx++) {
        int left = cx * cols / across;
        int right = Math.max(left + 1, (cx + 1) * cols / across);
        for (int c = 0; c < 3; c++) {
          double mean = sums[3 * cx + c] / ((double) (right - left) * (bottom - top));
          cells[3 * (cy * across + cx) + c] = (char) Math.round(mean * SCALE);
        }
      }
    }
    return cells;
  }

  private void sum(byte[] band, int cols, double[] sums) {
    for (int cx = 0; cx < across; cx++) {
      int left = cx * cols / across;
      int right = Math.max(left + 1, (cx + 1) * cols / across);
      for (int x = left; x < right; x++) {
        for (int c = 0; c < 3; c++) {
          sums[3 * cx + c] += FlashSignals.linear(band[3 * x + c] & 0xff);
        }
      }
    }
  }
}
