package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the results of a program's nodes lie, and the gradients with respect to them. */
final class Allocation {
  private final Program program;
  private final Network network;
  private final Wiring wiring;
  private final boolean gradients;
  private final Map<String, Shape> shapes;
  private final Map<String, Activation> values = new HashMap<>();
  private final Map<String, Activation> gradientOf = new HashMap<>();
  private final Set<String> started = new HashSet<>();

  /**
   * Takes the memory.
   *
   * @throws IllegalArgumentException if the picture is too small for the network
   */
  Allocation(Program program, Wiring wiring, int width, int height) {
    this.program = program;
    this.wiring = wiring;
    network = program.network();
    gradients = !program.direction();
    shapes = network.shapes(width, height);
    List<Node> nodes = network.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (!wiring.readersRectify(node) && wiring.sum(node.name()) == null) {
        place(node);
      }
    }
    values.put(Network.INPUT, picture());
    if (gradients) {
      gradientOf.put(Network.INPUT, picture());
    }
  }

  private Activation picture() {
    Shape shape = shape(Network.INPUT);
    return wiring.tightPicture() ? Activation.picture(shape) : Activation.of(shape);
  }

  private void place(Node node) {
    String name = node.name();
    Activation value = values.get(name);
    if (value == null) {
      boolean tight =
          program.direction()
              && name.equals(program.output())
              && node.layer() instanceof Layer.PixelShuffle;
      value = tight ? Activation.picture(shape(name)) : Activation.of(shape(name));
      values.put(name, value);
    }
    if (gradients && !gradientOf.containsKey(name)) {
      gradientOf.put(name, wiring.gradientInPlace(name) ? value : Activation.of(value.shape()));
    }
    if (wiring.partsInPlace(node)) {
      placeParts(node);
    }
  }

  /** A concatenation's inputs, as parts of its result. */
  private void placeParts(Node concatenation) {
    int first = 0;
    for (String input : concatenation.inputs()) {
      values.put(input, value(concatenation.name()).range(first, shape(input)));
      if (gradients) {
        gradientOf.put(input, gradient(concatenation.name()).range(first, shape(input)));
      }
      first += shape(input).channels();
    }
  }

  private Shape shape(String name) {
    return known(shapes.get(name), name);
  }

  /** A node's result, or the picture after preprocessing. */
  Activation value(String name) {
    return known(values.get(name), name);
  }

  /** The gradient with respect to it, in programs that have gradients. */
  Activation gradient(String name) {
    return known(gradientOf.get(name), name);
  }

  /**
   * Where the next reader of {@code name}, in the order of the backward pass, writes the gradient
   * with respect to it.
   */
  Gradient into(String name) {
    return new Gradient(
        gradient(name), wiring.rectified(name) ? value(name) : null, !started.add(name));
  }

  private static <T> T known(@Nullable T found, String name) {
    if (found == null) {
      throw new IllegalArgumentException("no activation " + name);
    }
    return found;
  }
}
