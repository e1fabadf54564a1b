package dev.reverie.bench;

import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import java.util.List;

/** Networks without branches, which is all that some peers can do. */
final class Chains {
  private Chains() {}

  /** Whether each node reads the one before it and nothing else. */
  static boolean isChain(Program program) {
    String last = Network.INPUT;
    for (Node node : program.network().nodes()) {
      if (!node.inputs().equals(List.of(last))) {
        return false;
      }
      last = node.name();
    }
    return true;
  }
}
