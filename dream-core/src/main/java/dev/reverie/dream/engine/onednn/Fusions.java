package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.onednn.Readers.Fusion;
import dev.reverie.dream.network.Node;
import java.util.HashSet;
import java.util.Set;

/**
 * Which nodes are computed together with an earlier one. Only plans without gradients fuse: a
 * gradient needs every result that lies between.
 */
final class Fusions {
  private final Readers readers;
  private final boolean direction;
  private final Set<String> computed = new HashSet<>();

  /**
   * @param direction whether the plan has no gradients
   */
  Fusions(Readers readers, boolean direction) {
    this.readers = readers;
    this.direction = direction;
  }

  /**
   * What follows a node.
   *
   * @param relu whether the node has a ReLU of its own; then nothing else is fused into it
   */
  Fusion of(Node node, boolean relu) {
    return relu || !direction ? new Fusion(node.name(), null, null, relu) : readers.fusion(node);
  }

  /** What follows a node that can add only to what lies in its result's place already. */
  Fusion inPlace(Node node) {
    Fusion fusion = of(node, false);
    boolean needed =
        fusion.other() != null
            && fusion.addition() != null
            && !readers.isLast(fusion.other(), fusion.addition());
    return needed ? new Fusion(node.name(), null, null, false) : fusion;
  }

  /** Notes that the nodes of a fusion are computed. */
  void add(Fusion fusion) {
    computed.add(fusion.result());
    if (fusion.addition() != null) {
      computed.add(fusion.addition());
    }
  }

  /** Whether a node was computed together with an earlier one. */
  boolean contain(Node node) {
    return computed.contains(node.name());
  }
}
