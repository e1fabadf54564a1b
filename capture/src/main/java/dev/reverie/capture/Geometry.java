package dev.reverie.capture;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape that the settings give to a source's pictures, in numbers: which part is kept, how far
 * it is scaled down (never up), and how it is turned. Immutable.
 *
 * @param mirror whether left and right change places
 * @param quarterTurns clockwise, 0 to 3
 * @param aspect width by height of the finished picture; 0 keeps the source's
 * @param maxWidth of the finished picture in pixels
 * @param maxHeight of the finished picture in pixels
 */
record Geometry(boolean mirror, int quarterTurns, double aspect, int maxWidth, int maxHeight)
    implements Fit {
  private static final Pattern ASPECT =
      Pattern.compile("(\\d{1,5}(?:\\.\\d+)?)\\s*:\\s*(\\d{1,5}(?:\\.\\d+)?)");

  /**
   * What becomes of pictures of one size. The crop is in the source's pixels, before turning.
   *
   * @param size of the cropped picture after scaling, before turning; even
   */
  record Plan(int x, int y, int cropWidth, int cropHeight, Dimensions size) {
    boolean scales() {
      return size.width() != cropWidth || size.height() != cropHeight;
    }
  }

  /**
   * As the settings say.
   *
   * @throws InvalidValueException if the aspect is neither {@code source} nor {@code W:H}
   */
  static Geometry of(Settings settings) {
    return new Geometry(
        settings.mirror(),
        Integer.parseInt(settings.rotate()) / 90,
        aspect(settings.aspect()),
        settings.width(),
        settings.height());
  }

  private static double aspect(String text) {
    if (text.equalsIgnoreCase("source")) {
      return 0;
    }
    Matcher matcher = ASPECT.matcher(text);
    double ratio =
        matcher.matches()
            ? Double.parseDouble(matcher.group(1)) / Double.parseDouble(matcher.group(2))
            : Double.NaN;
    if (!(ratio >= 0.1 && ratio <= 10)) {
      throw new InvalidValueException(
          "aspect", text, "source, or W:H between 1:10 and 10:1 such as 16:9", "");
    }
    return ratio;
  }

  /** The size at which the uncropped picture has the scale that the finished one will have. */
  @Override
  public Dimensions decodedSize(int width, int height) {
    double scale = scale(cropWidth(width, height), cropHeight(width, height));
    return new Dimensions(
        Math.max(1, (int) Math.round(width * scale)),
        Math.max(1, (int) Math.round(height * scale)));
  }

  /** The size of the finished picture. */
  Dimensions finishedSize(int width, int height) {
    Dimensions size = plan(width, height).size();
    return quarterTurns % 2 == 0 ? size : size.sideways();
  }

  /** What to do with pictures of {@code width} x {@code height}. */
  Plan plan(int width, int height) {
    int cropWidth = cropWidth(width, height);
    int cropHeight = cropHeight(width, height);
    double scale = scale(cropWidth, cropHeight);
    Dimensions size = new Dimensions(even(cropWidth * scale), even(cropHeight * scale));
    if (scale == 1) {
      // An odd last row or column is cut off rather than squeezed in.
      cropWidth = size.width();
      cropHeight = size.height();
    }
    return new Plan(
        (width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight, size);
  }

  private int cropWidth(int width, int height) {
    return aspect == 0 ? width : (int) clamp(Math.round(height * unturnedAspect()), width);
  }

  private int cropHeight(int width, int height) {
    return aspect == 0 ? height : (int) clamp(Math.round(width / unturnedAspect()), height);
  }

  private double unturnedAspect() {
    return quarterTurns % 2 == 0 ? aspect : 1 / aspect;
  }

  private double scale(int cropWidth, int cropHeight) {
    boolean sideways = quarterTurns % 2 != 0;
    double byWidth = (sideways ? maxHeight : maxWidth) / (double) cropWidth;
    double byHeight = (sideways ? maxWidth : maxHeight) / (double) cropHeight;
    return Math.min(1, Math.min(byWidth, byHeight));
  }

  private static long clamp(long side, int most) {
    return Math.max(1, Math.min(most, side));
  }

  private static int even(double side) {
    // The tolerance keeps 719.9999 from becoming 718.
    return (int) Math.floor((side + 1e-6) / 2) * 2;
  }
}
