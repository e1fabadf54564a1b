package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who reads what in a network, and what follows from it. */
final class Readers {
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();

  Readers(Network network) {
    positions.put(Network.INPUT, -1);
    for (Node node : network.nodes()) {
      positions.put(node.name(), positions.size());
      for (String input : node.inputs()) {
        readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
      }
    }
  }

  /**
   * Whether {@code node} is a convolution with ReLU whose result goes into one pool and nowhere
   * else. Then the ReLU's part of the gradient can be left to the pool: its gradient goes only
   * where its maximum is above zero, which is exactly the same, on a fraction of the values.
   */
  boolean onlyPooled(Node node) {
    Node reader = onlyReader(node.name());
    return node.layer() instanceof Layer.Conv conv
        && conv.relu()
        && reader != null
        && reader.layer() instanceof Layer.MaxPool;
  }

  /**
   * What can be done to a node's result before it is written.
   *
   * @param result the node that is computed by it all
   * @param addition the addition among them; null for none
   * @param other the node whose result is added; null for none
   * @param relu whether max(0, x) follows
   */
  record Fusion(String result, @Nullable String addition, @Nullable String other, boolean relu) {}

  /** An addition and a ReLU that may follow {@code node}, as long as nobody else reads between. */
  Fusion fusion(Node node) {
    String result = node.name();
    String addition = null;
    String other = null;
    Node reader = onlyReader(result);
    if (reader != null && reader.layer() instanceof Layer.Add) {
      String operand = reader.inputs().get(reader.inputs().get(0).equals(result) ? 1 : 0);
      if (position(operand) < position(node.name())) {
        other = operand;
        addition = reader.name();
        result = addition;
        reader = onlyReader(result);
      }
    }
    boolean relu = reader != null && reader.layer() instanceof Layer.Relu;
    return new Fusion(relu && reader != null ? reader.name() : result, addition, other, relu);
  }

  /** Whether nobody reads {@code name} after {@code reader} has. */
  boolean isLast(String name, String reader) {
    return readers.getOrDefault(name, List.of()).stream()
        .allMatch(other -> position(other.name()) <= position(reader));
  }

  private int position(String name) {
    return positions.getOrDefault(name, Integer.MAX_VALUE);
  }

  private @Nullable Node onlyReader(String name) {
    List<Node> all = readers.getOrDefault(name, List.of());
    return all.size() == 1 ? all.get(0) : null;
  }
}
