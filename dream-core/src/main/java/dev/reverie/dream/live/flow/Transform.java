package dev.reverie.dream.live.flow;

/**
 * How a picture is moved once, about its middle: enlarged, turned, then shifted.
 *
 * @param zoom 1 leaves the size, more enlarges; above 0
 * @param radians clockwise on the screen
 * @param dx to the right, in picture widths
 * @param dy down, in picture widths (not heights, so that equal values make a diagonal)
 */
public record Transform(double zoom, double radians, double dx, double dy) {
  /** Leaves everything where it is. */
  public static final Transform IDENTITY = new Transform(1, 0, 0, 0);

  public Transform {
    if (!(zoom > 0 && Double.isFinite(zoom + radians + dx + dy))) {
      throw new IllegalArgumentException(
          "zoom "
              + zoom
              + ", turn "
              + radians
              + ", drift "
              + dx
              + ", "
              + dy
              + " moves no picture; use finite numbers and a zoom above 0");
    }
  }
}
