package dev.reverie.server;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer asks of the stream.
 *
 * @param fps most pictures per second, or 0 for all there are
 * @param width picture width in pixels, never more than the output's, or 0 for the output's own
 * @param quality JPEG quality in percent, or 0 for the {@code jpegQuality} control, whatever it is
 */
public record StreamRequest(double fps, int width, int quality) {
  /** Everything as it comes. */
  public static final StreamRequest ANY = new StreamRequest(0, 0, 0);

  private static final Spec FPS =
      new Spec.Numeric("fps", "Stream", "Most pictures per second.", 60, 1, 60, 1, "fps", false);
  private static final Spec WIDTH =
      new Spec.Numeric("width", "Stream", "Width of the picture.", 1280, 16, 7680, 1, "px", true);
  private static final Spec QUALITY =
      new Spec.Numeric("quality", "Stream", "JPEG quality.", 85, 10, 100, 1, "%", true);

  /** The parameters there are. */
  static List<Spec> specs() {
    return List.of(FPS, WIDTH, QUALITY);
  }

  /**
   * Reads a query.
   *
   * @param query gives a parameter's text by name; null or blank means the default
   * @throws InvalidValueException for the first value that is not allowed
   */
  static StreamRequest parse(Query query) {
    return new StreamRequest(
        number(FPS, query).doubleValue(),
        number(WIDTH, query).intValue(),
        number(QUALITY, query).intValue());
  }

  private static Number number(Spec spec, Query query) {
    String text = query.value(spec.name());
    return text == null || text.isBlank() ? 0 : (Number) spec.parse(text);
  }

  /** The parameters of a request. */
  @FunctionalInterface
  interface Query {
    /** The parameter's text, or null if it was not given. */
    @Nullable String value(String name);
  }
}
