package dev.reverie.dream.live.mood;

/**
 * How fast the fed-back dream moves, about the picture's middle. Rates, not amounts, so that the
 * movement is the same however often the dream ticks.
 *
 * @param zoomPerSecond share by which it grows in a second; -0.5 halves it; above -1
 * @param radiansPerSecond clockwise
 * @param dxPerSecond to the right, in picture widths
 * @param dyPerSecond down, in picture widths
 */
public record Movement(
    double zoomPerSecond, double radiansPerSecond, double dxPerSecond, double dyPerSecond) {

  /** At rest. */
  public static final Movement NONE = new Movement(0, 0, 0, 0);

  /**
   * An amount of movement.
   *
   * @param zoom factor; 1 is none, above 1 grows
   * @param radians clockwise
   * @param dx to the right, in picture widths
   * @param dy down, in picture widths
   */
  public record Amount(double zoom, double radians, double dx, double dy) {}

  /**
   * @throws IllegalArgumentException if a rate is not finite or the zoom is -1 or less
   */
  public Movement {
    if (!(zoomPerSecond > -1
        && Double.isFinite(zoomPerSecond + radiansPerSecond + dxPerSecond + dyPerSecond))) {
      throw new IllegalArgumentException(
          "a movement needs finite rates and a zoom above -1 per second, not zoom "
              + zoomPerSecond
              + ", rotation "
              + radiansPerSecond
              + ", drift "
              + dxPerSecond
              + ", "
              + dyPerSecond);
    }
  }

  /**
   * What a stretch of time moves. Two stretches in a row zoom and turn exactly as much as one of
   * their length.
   *
   * @param seconds 0 or more
   * @throws IllegalArgumentException if {@code seconds} is negative or not finite
   */
  public Amount over(double seconds) {
    if (!(seconds >= 0 && Double.isFinite(seconds))) {
      throw new IllegalArgumentException("movement needs a time of 0 s or more, not " + seconds);
    }
    return new Amount(
        Math.exp(Math.log1p(zoomPerSecond) * seconds),
        radiansPerSecond * seconds,
        dxPerSecond * seconds,
        dyPerSecond * seconds);
  }

  /** Both at once. Growing 10 % and growing 10 % more is 21 %. */
  public Movement plus(Movement other) {
    return new Movement(
        (1 + zoomPerSecond) * (1 + other.zoomPerSecond) - 1,
        radiansPerSecond + other.radiansPerSecond,
        dxPerSecond + other.dxPerSecond,
        dyPerSecond + other.dyPerSecond);
  }
}
