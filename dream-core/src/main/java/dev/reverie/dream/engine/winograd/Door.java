package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Preprocessing;
import java.nio.FloatBuffer;

/** Between pictures, plane after plane, and activations, pixel after pixel. */
final class Door {
  /** Values that fit the first-level cache. */
  private static final int BLOCK = 4096;

  private final Preprocessing preprocessing;
  private final float[] block = new float[BLOCK];

  Door(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
  }

  /** The factor between a picture's values and the network's input. */
  float scale() {
    return preprocessing.scale();
  }

  /** Subtracts the mean, scales, and puts the planes into the network's order of channels. */
  void enter(PlanarImage image, Activation to) {
    FloatBuffer values = image.values();
    float[] data = to.data();
    int pixel = to.pixel();
    float scale = scale();
    for (int plane = 0; plane < PlanarImage.PLANES; plane++) {
      float mean = preprocessing.mean(plane);
      int channel = preprocessing.channel(plane);
      for (int start = 0; start < to.pixels(); start += BLOCK) {
        int n = Math.min(BLOCK, to.pixels() - start);
        values.get(plane * to.pixels() + start, block, 0, n);
        int at = to.at(start) + channel;
        for (int i = 0; i < n; i++) {
          data[at + i * pixel] = (block[i] - mean) * scale;
        }
      }
    }
  }

  /** Puts an activation's channels, times {@code scale}, into a picture's planes. */
  void leave(Activation from, float scale, PlanarImage into) {
    FloatBuffer values = into.values();
    float[] data = from.data();
    int pixel = from.pixel();
    for (int plane = 0; plane < PlanarImage.PLANES; plane++) {
      int channel = preprocessing.channel(plane);
      for (int start = 0; start < from.pixels(); start += BLOCK) {
        int n = Math.min(BLOCK, from.pixels() - start);
        int at = from.at(start) + channel;
        for (int i = 0; i < n; i++) {
          block[i] = data[at + i * pixel] * scale;
        }
        values.put(plane * from.pixels() + start, block, 0, n);
      }
    }
  }
}
