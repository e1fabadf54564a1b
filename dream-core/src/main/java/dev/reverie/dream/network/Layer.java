package dev.reverie.dream.network;

import java.util.List;

/**
 * What a node of a {@link Network} computes. The set is closed: an engine that handles every kind
 * runs every network.
 */
public sealed interface Layer {

  /**
   * The shape of the result for inputs of the given shapes.
   *
   * @throws IllegalArgumentException if the inputs do not fit, or the picture is too small
   */
  Shape output(List<Shape> inputs);

  /**
   * Convolution with a square kernel and a bias.
   *
   * @param inputs channels in
   * @param outputs channels out
   * @param kernel side of the kernel
   * @param stride step of the kernel, in both directions
   * @param padding zeros around the input, on every side
   * @param relu whether max(0, x) follows
   */
  record Conv(int inputs, int outputs, int kernel, int stride, int padding, boolean relu)
      implements Layer {
    @Override
    public Shape output(List<Shape> shapes) {
      Shape in = shapes.get(0);
      if (in.channels() != inputs) {
        throw new IllegalArgumentException(
            "a convolution of " + inputs + " channels was given " + in.channels());
      }
      return new Shape(
          outputs,
          (in.height() + 2 * padding - kernel) / stride + 1,
          (in.width() + 2 * padding - kernel) / stride + 1);
    }
  }

  /** max(0, x). */
  record Relu() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      return inputs.get(0);
    }
  }

  /**
   * Maximum over square windows; padding never wins.
   *
   * @param kernel side of the window
   * @param stride step of the window
   * @param padding ring around the input that windows may reach into
   * @param roundUp whether a last window that lies partly outside counts (Caffe's rule)
   */
  record MaxPool(int kernel, int stride, int padding, boolean roundUp) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape in = inputs.get(0);
      return new Shape(in.channels(), side(in.height()), side(in.width()));
    }

    private int side(int size) {
      int span = size + 2 * padding - kernel;
      int windows = Math.floorDiv(roundUp ? span + stride - 1 : span, stride) + 1;
      // A window must begin inside the picture or its left padding.
      return roundUp && (windows - 1) * stride >= size + padding ? windows - 1 : windows;
    }
  }

  /**
   * Local response normalisation across channels: {@code x / (k + alpha/size * sum(x^2))^beta} over
   * {@code size} neighbouring channels (Krizhevsky et al. 2012, in Caffe's scaling).
   */
  record Lrn(int size, double alpha, double beta, double k) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      return inputs.get(0);
    }
  }

  /** Channels of all inputs, one after the other. */
  record Concat() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape first = inputs.get(0);
      return new Shape(
          inputs.stream().mapToInt(Shape::channels).sum(), first.height(), first.width());
    }
  }

  /** Sum of two inputs of one shape. */
  record Add() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      if (!inputs.get(0).equals(inputs.get(1))) {
        throw new IllegalArgumentException("cannot add " + inputs.get(0) + " and " + inputs.get(1));
      }
      return inputs.get(0);
    }
  }

  /**
   * Blocks of {@code factor x factor} pixels become channels, in the order c*factor^2 + dy*factor +
   * dx.
   */
  record PixelUnshuffle(int factor) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape in = inputs.get(0);
      return new Shape(in.channels() * factor * factor, in.height() / factor, in.width() / factor);
    }
  }

  /** The inverse of {@link PixelUnshuffle}. */
  record PixelShuffle(int factor) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape in = inputs.get(0);
      return new Shape(
          in.channels() / (factor * factor), in.height() * factor, in.width() * factor);
    }
  }

  /** Every pixel becomes a block of {@code factor x factor} equal ones. */
  record Upsample(int factor) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape in = inputs.get(0);
      return new Shape(in.channels(), in.height() * factor, in.width() * factor);
    }
  }
}
