package dev.reverie.dream.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An immutable directed acyclic graph of layers over one picture.
 *
 * @param name the network's published name
 * @param preprocessing what happens to a picture before the first layer
 * @param alignment the picture's width and height must be multiples of this
 * @param nodes in an order in which every node follows its inputs
 */
public record Network(String name, Preprocessing preprocessing, int alignment, List<Node> nodes) {
  /** The name by which nodes refer to the picture. */
  public static final String INPUT = "input";

  public Network {
    nodes = List.copyOf(nodes);
    Set<String> known = new HashSet<>();
    known.add(INPUT);
    for (Node node : nodes) {
      for (String input : node.inputs()) {
        if (!known.contains(input)) {
          throw new IllegalArgumentException(
              name + ": " + node.name() + " comes before its input " + input);
        }
      }
      if (!known.add(node.name())) {
        throw new IllegalArgumentException(name + ": two layers are called " + node.name());
      }
    }
  }

  /**
   * Refuses a picture's size that this network cannot take.
   *
   * @throws IllegalArgumentException that names the size and what is allowed
   */
  public void requireAligned(int width, int height) {
    if (width % alignment != 0 || height % alignment != 0) {
      throw new IllegalArgumentException(
          name
              + " takes sides that are multiples of "
              + alignment
              + ", not "
              + width
              + "x"
              + height);
    }
  }

  /** The node called {@code layer}. */
  public Node node(String layer) {
    return nodes.stream()
        .filter(node -> node.name().equals(layer))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no layer " + layer));
  }

  /** This network without the nodes that {@code layer} does not depend on. */
  public Network cutAt(String layer) {
    Set<String> needed = new HashSet<>(Set.of(node(layer).name()));
    List<Node> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (needed.contains(node.name())) {
        needed.addAll(node.inputs());
        kept.add(node);
      }
    }
    Collections.reverse(kept);
    return new Network(name, preprocessing, alignment, kept);
  }

  /** The shape of every node's result, and of the input, for a picture of the given size. */
  public Map<String, Shape> shapes(int width, int height) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(INPUT, new Shape(3, height, width));
    for (Node node : nodes) {
      shapes.put(
          node.name(), node.layer().output(node.inputs().stream().map(shapes::get).toList()));
    }
    return shapes;
  }

  /** Channels of every node's result; unlike {@link #shapes} it needs no picture size. */
  public int channels(String layer) {
    // Large enough that no layer of any known network runs out of pixels.
    int side = 64 * Math.max(alignment, 16);
    Shape shape = shapes(side, side).get(layer);
    if (shape == null) {
      throw new IllegalArgumentException(name + " has no layer " + layer);
    }
    return shape.channels();
  }
}
