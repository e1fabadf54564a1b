package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.network.Shape;
import java.nio.FloatBuffer;

/**
 * Pixel shuffles and nearest up-sampling: every value of the result is a copy of one value of the
 * input.
 */
final class RearrangeStage implements Stage {

  /** Which value goes where. */
  enum Kind {
    UNSHUFFLE,
    SHUFFLE,
    UPSAMPLE
  }

  private final Activation in;
  private final Activation out;
  private final Loops loops;
  private final boolean accumulate;

  /** For each value of the result, the place in the input that it is copied from. */
  private final int[] source;

  private final float[] from;
  private final float[] to;

  RearrangeStage(
      Loops loops, Kind kind, int factor, Activation in, Activation out, boolean accumulate) {
    this.loops = loops;
    this.in = in;
    this.out = out;
    this.accumulate = accumulate;
    source = sources(kind, factor, in.shape(), out.shape());
    from = new float[in.shape().count()];
    to = new float[out.shape().count()];
  }

  @Override
  public void forward() {
    in.values().get(0, from);
    for (int i = 0; i < to.length; i++) {
      to[i] = from[source[i]];
    }
    out.values().put(0, to);
  }

  @Override
  public void backward() {
    FloatBuffer gradients = in.gradients();
    if (!accumulate) {
      loops.fill(gradients, 0, from.length, 0);
    }
    gradients.get(0, from);
    out.gradients().get(0, to);
    for (int i = 0; i < to.length; i++) {
      from[source[i]] += to[i];
    }
    gradients.put(0, from);
  }

  private static int[] sources(Kind kind, int factor, Shape in, Shape out) {
    int[] source = new int[out.count()];
    int at = 0;
    for (int c = 0; c < out.channels(); c++) {
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          int square = factor * factor;
          source[at++] =
              switch (kind) {
                case UNSHUFFLE ->
                    index(
                        in, c / square, y * factor + c % square / factor, x * factor + c % factor);
                case SHUFFLE ->
                    index(
                        in, c * square + y % factor * factor + x % factor, y / factor, x / factor);
                case UPSAMPLE -> index(in, c, y / factor, x / factor);
              };
        }
      }
    }
    return source;
  }

  private static int index(Shape shape, int channel, int y, int x) {
    return (channel * shape.height() + y) * shape.width() + x;
  }
}
