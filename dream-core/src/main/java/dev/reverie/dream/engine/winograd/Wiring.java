package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.Lanes;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a program's graph can be saved: which nodes need no work or memory of their own. */
final class Wiring {
  private final Network network;
  private final boolean gradients;
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();

  Wiring(Program program) {
    network = program.network();
    gradients = !program.direction();
    for (Node node : network.nodes()) {
      nodes.put(node.name(), node);
      for (String input : node.inputs()) {
        readers.merge(input, List.of(node), (a, b) -> concat(a, b));
      }
    }
  }

  private static List<Node> concat(List<Node> a, List<Node> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  /** The node called {@code name}; null if that is the picture. */
  @Nullable Node node(String name) {
    return nodes.get(name);
  }

  /** The nodes that read {@code name}, one for each time they do. */
  List<Node> readers(String name) {
    return readers.getOrDefault(name, List.of());
  }

  /** Whether the picture may lie in memory without filling: nobody reads it by whole vectors. */
  boolean tightPicture() {
    return readers(Network.INPUT).stream()
        .allMatch(
            node ->
                node.layer() instanceof Layer.Conv || node.layer() instanceof Layer.PixelUnshuffle);
  }

  /**
   * Whether a node is a ReLU that its readers can do while they read. Only in forward-only
   * programs: a gradient would have to pass it.
   */
  boolean readersRectify(Node node) {
    return !gradients
        && node.layer() instanceof Layer.Relu
        && !readers(node.name()).isEmpty()
        && readers(node.name()).stream().allMatch(reader -> reader.layer() instanceof Layer.Conv);
  }

  /** Whether a sum is computed by one of the nodes that it sums, as that one's last act. */
  boolean computedByInput(Node node) {
    return node.layer() instanceof Layer.Add
        && node.inputs().stream().anyMatch(i -> sum(i) != null);
  }

  /**
   * The sum that a node computes along with its own result, which nobody else reads; null if there
   * is none. Only in forward-only programs.
   */
  @Nullable Node sum(String name) {
    Node node = nodes.get(name);
    if (gradients || node == null || readers(name).size() != 1) {
      return null;
    }
    boolean can =
        (node.layer() instanceof Layer.Conv conv && !conv.relu())
            || node.layer() instanceof Layer.Upsample;
    Node reader = readers(name).get(0);
    if (!can || !(reader.layer() instanceof Layer.Add)) {
      return null;
    }
    int index = network.nodes().indexOf(node);
    // The other one must be there before; if both could do it, the later one does.
    String other = other(reader, name);
    boolean ready =
        other.equals(Network.INPUT) || network.nodes().indexOf(nodes.get(other)) < index;
    return ready ? reader : null;
  }

  /** What a sum adds to {@code name}. */
  static String other(Node sum, String name) {
    return sum.inputs().get(0).equals(name) ? sum.inputs().get(1) : sum.inputs().get(0);
  }

  /**
   * Whether the inputs of a concatenation can be written in their place in its result at once:
   * nobody else reads them, and they begin at whole vectors.
   */
  boolean partsInPlace(Node node) {
    if (!(node.layer() instanceof Layer.Concat)) {
      return false;
    }
    Set<String> inputs = new HashSet<>(node.inputs());
    boolean own =
        inputs.size() == node.inputs().size()
            && inputs.stream()
                .allMatch(input -> nodes.containsKey(input) && readers(input).size() == 1);
    boolean same =
        inputs.stream().allMatch(this::rectified) || inputs.stream().noneMatch(this::rectified);
    boolean whole =
        node.inputs().stream()
            .limit(node.inputs().size() - 1L)
            .allMatch(input -> network.channels(input) % Lanes.COUNT == 0);
    return own && same && whole;
  }

  /** Whether a ReLU made this result: its gradient is zero where it is not above zero. */
  boolean rectified(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      return false;
    }
    if (node.layer() instanceof Layer.Concat) {
      return partsInPlace(node) && node.inputs().stream().allMatch(this::rectified);
    }
    return node.layer() instanceof Layer.Relu
        || (node.layer() instanceof Layer.Conv conv && conv.relu());
  }

  /**
   * Whether the gradient with respect to a result may overwrite it: its only reader needs each
   * value for the last time when it writes that value's gradient.
   */
  boolean gradientInPlace(String name) {
    if (name.equals(Network.INPUT)) {
      return false;
    }
    List<Node> all = readers(name);
    if (all.isEmpty()) {
      return true;
    }
    return all.size() == 1
        && (all.get(0).layer() instanceof Layer.Conv
            || (all.get(0).layer() instanceof Layer.MaxPool pool && halves(pool)));
  }

  /** Whether windows are of 2x2 pixels that touch but do not overlap. */
  static boolean halves(Layer.MaxPool pool) {
    return pool.kernel() == 2 && pool.stride() == 2 && pool.padding() == 0 && !pool.roundUp();
  }
}
