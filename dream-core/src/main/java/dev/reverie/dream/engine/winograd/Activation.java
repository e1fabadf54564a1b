package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.Lanes;
import dev.reverie.dream.engine.winograd.kernel.MatrixKernel;
import dev.reverie.dream.network.Shape;

/**
 * One node's result, or the gradient with respect to it: channel after channel, pixel after pixel,
 * row after row. Channels are filled up with zeros to whole vectors (but for pictures). Several
 * activations may be channel ranges of one array: that makes concatenation free.
 */
final class Activation {
  private final float[] data;
  private final int offset;
  private final int pixel;
  private final int channels;
  private final Shape shape;

  private Activation(float[] data, int offset, int pixel, int channels, Shape shape) {
    this.data = data;
    this.offset = offset;
    this.pixel = pixel;
    this.channels = channels;
    this.shape = shape;
  }

  /** A new one of zeros. */
  static Activation of(Shape shape) {
    return of(shape, Lanes.roundUp(shape.channels()));
  }

  /** A new one for a picture: three channels without filling. */
  static Activation picture(Shape shape) {
    return of(shape, shape.channels());
  }

  private static Activation of(Shape shape, int channels) {
    // The last block of rows of a matrix product reads some pixels more than there are.
    int pixels = Math.addExact(shape.plane(), MatrixKernel.ROWS);
    return new Activation(
        new float[Math.multiplyExact(pixels, channels)], 0, channels, channels, shape);
  }

  /** A range of channels of this one. */
  Activation range(int first, Shape part) {
    return new Activation(data, offset + first, pixel, Lanes.roundUp(part.channels()), part);
  }

  /** The memory: channel {@code c} of pixel {@code p} is at {@code at(p) + c}. Not a copy. */
  float[] data() {
    return data;
  }

  /** Distance between pixels. */
  int pixel() {
    return pixel;
  }

  /** Channels of each pixel that are written, the filling included. */
  int channels() {
    return channels;
  }

  /** Height, width and the true number of channels. */
  Shape shape() {
    return shape;
  }

  /** Where a pixel begins. */
  int at(int p) {
    return offset + p * pixel;
  }

  int width() {
    return shape.width();
  }

  int height() {
    return shape.height();
  }

  int pixels() {
    return shape.plane();
  }
}
