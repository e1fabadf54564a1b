package dev.reverie.dream.reference;

import dev.reverie.dream.engine.PlanarImage;
import java.nio.FloatBuffer;

/**
 * How near a picture or gradient comes to its reference.
 *
 * @param cosine of the angle between the two, seen as vectors: 1 is the same direction
 * @param largestDifference between two values, in units of the reference's root mean square
 * @param psnr peak signal to noise ratio in dB, peak 255: only means something for pictures
 */
public record Agreement(double cosine, double largestDifference, double psnr) {

  /**
   * Compares planes.
   *
   * @param image blue, green, red
   * @param reference red, green, blue, of the same size
   */
  public static Agreement of(PlanarImage image, FloatBuffer reference) {
    int plane = image.width() * image.height();
    double dot = 0;
    double ours = 0;
    double theirs = 0;
    double largest = 0;
    double squares = 0;
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      for (int i = 0; i < plane; i++) {
        double a = image.values().get((2 - p) * plane + i);
        double b = reference.get(reference.position() + p * plane + i);
        dot += a * b;
        ours += a * a;
        theirs += b * b;
        largest = Math.max(largest, Math.abs(a - b));
        squares += (a - b) * (a - b);
      }
    }
    int count = PlanarImage.PLANES * plane;
    return new Agreement(
        dot / Math.sqrt(ours * theirs),
        largest / Math.sqrt(theirs / count),
        10 * Math.log10(255.0 * 255.0 / (squares / count)));
  }
}
