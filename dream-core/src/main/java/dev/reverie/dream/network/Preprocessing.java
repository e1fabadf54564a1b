package dev.reverie.dream.network;

/**
 * What happens at a network's door: {@code (pixel - mean) * scale} for each channel, in the
 * network's channel order.
 *
 * @param rgb whether the network's first channel is red (else blue)
 * @param meanBlue subtracted from blue, in 0..255 units
 * @param meanGreen subtracted from green
 * @param meanRed subtracted from red
 * @param scale factor after the subtraction
 */
public record Preprocessing(
    boolean rgb, float meanBlue, float meanGreen, float meanRed, float scale) {

  /**
   * The mean that is subtracted from plane 0 (blue), 1 (green) or 2 (red) of a planar BGR picture.
   */
  public float mean(int bgrPlane) {
    return switch (bgrPlane) {
      case 0 -> meanBlue;
      case 1 -> meanGreen;
      case 2 -> meanRed;
      default -> throw new IndexOutOfBoundsException(bgrPlane);
    };
  }

  /** The network's input channel that plane 0 (blue), 1 (green) or 2 (red) feeds. */
  public int channel(int bgrPlane) {
    return rgb ? 2 - bgrPlane : bgrPlane;
  }
}
