package dev.reverie.bench;

import java.util.List;

/** The peers that this build holds. */
final class StepPeers {
  private StepPeers() {}

  /** All of them. */
  static List<StepPeer> all() {
    return List.of(new Dl4jPeer());
  }
}
