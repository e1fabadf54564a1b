package dev.reverie.bench;

import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Preprocessing;
import dev.reverie.dream.network.Shape;
import java.nio.FloatBuffer;

/**
 * What lies between Reverie's pictures and a library that takes and gives planes of floats: the
 * network's preprocessing on the way in, its inverse on the gradient's way out, and the objective's
 * value and first gradient. One size of picture; nothing is allocated once it is made.
 */
final class Door {
  private final Preprocessing preprocessing;
  private final Objective objective;
  private final int plane;
  private final float[] row;

  Door(Preprocessing preprocessing, Objective objective, int width, int height) {
    this.preprocessing = preprocessing;
    this.objective = objective;
    plane = width * height;
    row = new float[plane];
  }

  /** Writes the network's input. */
  void enter(PlanarImage image, FloatBuffer input) {
    float scale = preprocessing.scale();
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      float mean = preprocessing.mean(p);
      image.values().get(p * plane, row);
      for (int i = 0; i < plane; i++) {
        row[i] = (row[i] - mean) * scale;
      }
      input.put(preprocessing.channel(p) * plane, row);
    }
  }

  /**
   * Writes a picture's gradient.
   *
   * @param gradient with respect to the network's input; or a direction
   * @param direction whether it is one: those are not scaled
   */
  void leave(FloatBuffer gradient, boolean direction, PlanarImage into) {
    float scale = direction ? 1 : preprocessing.scale();
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      gradient.get(preprocessing.channel(p) * plane, row);
      for (int i = 0; i < plane; i++) {
        row[i] *= scale;
      }
      into.values().put(p * plane, row);
    }
  }

  /** The objective of a layer's activation. */
  double value(FloatBuffer output, Shape shape) {
    boolean squared = objective instanceof Objective.L2;
    int from = 0;
    int count = shape.count();
    if (objective instanceof Objective.Channel channel) {
      from = channel.index() * shape.plane();
      count = shape.plane();
    }
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      double v = output.get(i);
      sum += squared ? v * v : v;
    }
    return sum / count;
  }

  /** Writes the objective's gradient; for L2 without its factor, the activation itself. */
  void seed(FloatBuffer seed, Shape shape) {
    int from = 0;
    int count = shape.count();
    if (objective instanceof Objective.Channel channel) {
      from = channel.index() * shape.plane();
      count = shape.plane();
    }
    float each = (objective instanceof Objective.L2 ? 2f : 1f) / count;
    for (int i = 0; i < shape.count(); i++) {
      seed.put(i, i >= from && i < from + count ? each : 0);
    }
  }
}
