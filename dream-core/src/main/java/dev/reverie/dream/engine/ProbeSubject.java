package dev.reverie.dream.engine;

import dev.reverie.dream.network.Classifier;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.network.Networks;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.weights.Tensor;
import dev.reverie.dream.weights.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a probe's steps compute. Networks that give the direction themselves and networks that are
 * differentiated ask for different things, and the engine that is best for one kind need not be so
 * for the other: each has a subject of its own.
 */
enum ProbeSubject {
  /** The embedded network, small enough for dozens of steps in the time. */
  DIRECTION("dreamnet", 128, 96),

  /**
   * The first two blocks of VGG16, forward and backward, with made-up weights: they come with no
   * file, and the time does not depend on the numbers.
   */
  GRADIENT("two blocks of vgg16", 64, 64);

  private static final int CHANNELS = 64;
  private static final int SEED = 1;

  private final String label;
  private final int width;
  private final int height;

  ProbeSubject(String label, int width, int height) {
    this.label = label;
    this.width = width;
    this.height = height;
  }

  /** The one that stands for programs of this kind. */
  static ProbeSubject of(boolean direction) {
    return direction ? DIRECTION : GRADIENT;
  }

  /** Width of its picture. */
  int width() {
    return width;
  }

  /** Height of its picture. */
  int height() {
    return height;
  }

  /** Makes it; takes some milliseconds. */
  Program program() {
    if (this == DIRECTION) {
      DreamModel dreamnet = Dreamnet.embedded();
      return dreamnet.program(dreamnet.defaultLayer());
    }
    Random random = new Random(SEED);
    List<Tensor> tensors = new ArrayList<>();
    addConvolution(tensors, "block1_conv1", PlanarImage.PLANES, CHANNELS, random);
    addConvolution(tensors, "block1_conv2", CHANNELS, CHANNELS, random);
    addConvolution(tensors, "block2_conv1", CHANNELS, 2 * CHANNELS, random);
    addConvolution(tensors, "block2_conv2", 2 * CHANNELS, 2 * CHANNELS, random);
    return new Classifier(
            Networks.vgg16(), new Weights("made up", tensors, Map.of()), "block2_pool")
        .program("block2_pool");
  }

  private static void addConvolution(
      List<Tensor> tensors, String name, int inputs, int outputs, Random random) {
    int side = 3;
    int reads = inputs * side * side;
    FloatBuffer weights = FloatBuffer.allocate(outputs * reads);
    // Of a size that keeps activations in range through ReLUs (He et al. 2015).
    double spread = Math.sqrt(2.0 / reads);
    while (weights.hasRemaining()) {
      weights.put((float) (random.nextGaussian() * spread));
    }
    tensors.add(new Tensor(name + ".weight", List.of(outputs, inputs, side, side), weights.flip()));
    tensors.add(new Tensor(name + ".bias", List.of(outputs), FloatBuffer.allocate(outputs)));
  }

  /** For people: {@code dreamnet at 128x96}. */
  @Override
  public String toString() {
    return label + " at " + width + "x" + height;
  }
}
