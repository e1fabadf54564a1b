package dev.reverie.measure;

import java.util.List;

/**
 * How bright and how colourful a picture is, or several are on average.
 *
 * @param brightness mean of all channels of all pixels, 0 to 255
 * @param spread standard deviation of the same, in levels
 * @param saturation mean over the pixels of {@code (max - min) / max} of the channels, 0 to 1: the
 *     S of HSV
 * @param clippedPixels share of the pixels with a channel at 0 or at 255
 * @param clippedValues share of all channels of all pixels that are at 0 or at 255
 */
public record Levels(
    double brightness,
    double spread,
    double saturation,
    double clippedPixels,
    double clippedValues) {
  private static final int CHANNELS = 3;
  private static final int WHITE = 255;

  /**
   * Those of a picture.
   *
   * @param bgr three bytes a pixel, at least one pixel
   */
  static Levels of(byte[] bgr) {
    long sum = 0;
    long squares = 0;
    double saturation = 0;
    int pixels = 0;
    int values = 0;
    for (int i = 0; i < bgr.length; i += CHANNELS) {
      int least = WHITE;
      int most = 0;
      int ends = 0;
      for (int c = 0; c < CHANNELS; c++) {
        int value = Byte.toUnsignedInt(bgr[i + c]);
        sum += value;
        squares += (long) value * value;
        least = Math.min(least, value);
        most = Math.max(most, value);
        ends += value == 0 || value == WHITE ? 1 : 0;
      }
      saturation += most == 0 ? 0 : (double) (most - least) / most;
      values += ends;
      pixels += ends > 0 ? 1 : 0;
    }
    double mean = (double) sum / bgr.length;
    double count = (double) bgr.length / CHANNELS;
    return new Levels(
        mean,
        Math.sqrt(Math.max(0, (double) squares / bgr.length - mean * mean)),
        saturation / count,
        pixels / count,
        (double) values / bgr.length);
  }

  /**
   * The average of several.
   *
   * @param all at least one
   */
  static Levels mean(List<Levels> all) {
    return new Levels(
        all.stream().mapToDouble(Levels::brightness).average().orElseThrow(),
        all.stream().mapToDouble(Levels::spread).average().orElseThrow(),
        all.stream().mapToDouble(Levels::saturation).average().orElseThrow(),
        all.stream().mapToDouble(Levels::clippedPixels).average().orElseThrow(),
        all.stream().mapToDouble(Levels::clippedValues).average().orElseThrow());
  }
}
