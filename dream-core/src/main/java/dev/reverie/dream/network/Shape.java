package dev.reverie.dream.network;

/**
 * The shape of one activation, without the batch.
 *
 * @param channels feature maps, at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Shape(int channels, int height, int width) {
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a picture of "
              + width
              + "x"
              + height
              + " is too small for this layer: use a larger size");
    }
  }

  /** Number of values. */
  public int count() {
    return Math.multiplyExact(channels, plane());
  }

  /** Number of values of one channel. */
  public int plane() {
    return Math.multiplyExact(height, width);
  }
}
