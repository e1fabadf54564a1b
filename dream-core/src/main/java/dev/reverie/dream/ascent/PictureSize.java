package dev.reverie.dream.ascent;

import dev.reverie.config.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Width and height of a picture that is dreamed on.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 */
public record PictureSize(int width, int height) {
  /**
   * Below this, a scale holds too little for a network to see anything in, and deep layers run out
   * of pixels.
   */
  private static final int SMALLEST_SIDE = 48;

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,5})[xX](\\d{1,5})");

  public PictureSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("no picture has " + width + "x" + height + " pixels");
    }
  }

  /**
   * Reads {@code WxH}, as people write it.
   *
   * @param smallest the shortest side allowed
   * @param largest the longest side allowed
   * @throws InvalidValueException that names the text and what is allowed
   */
  public static PictureSize parse(String text, int smallest, int largest) {
    Matcher matcher = WRITTEN.matcher(text.trim());
    if (matcher.matches()) {
      int width = Integer.parseInt(matcher.group(1));
      int height = Integer.parseInt(matcher.group(2));
      if (Math.min(width, height) >= smallest && Math.max(width, height) <= largest) {
        return new PictureSize(width, height);
      }
    }
    throw new InvalidValueException(
        "size",
        text,
        "WIDTHxHEIGHT with sides from " + smallest + " to " + largest + " px",
        "for example 640x480");
  }

  /** The nearest size whose sides are multiples of {@code alignment}, and at least one. */
  public PictureSize aligned(int alignment) {
    return new PictureSize(align(width, alignment), align(height, alignment));
  }

  /** A size {@code targetWidth} wide in about this one's shape, aligned. */
  public PictureSize scaledToWidth(int targetWidth, int alignment) {
    int alignedWidth = align(targetWidth, alignment);
    return new PictureSize(alignedWidth, align((double) alignedWidth * height / width, alignment));
  }

  /**
   * The sizes to dream at, smallest first; the last is this one. Scales that would be too small to
   * show anything are left out.
   */
  public List<PictureSize> octaves(int count, double scale, int alignment) {
    List<PictureSize> sizes = new ArrayList<>(List.of(this));
    for (int i = 1; i < count; i++) {
      double factor = Math.pow(scale, -i);
      PictureSize size =
          new PictureSize(align(width * factor, alignment), align(height * factor, alignment));
      if (Math.min(size.width, size.height) < SMALLEST_SIDE || size.equals(sizes.get(0))) {
        break;
      }
      sizes.add(0, size);
    }
    return sizes;
  }

  private static int align(double side, int alignment) {
    return Math.max(1, (int) Math.round(side / alignment)) * alignment;
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
