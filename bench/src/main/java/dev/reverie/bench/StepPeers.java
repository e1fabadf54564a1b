package dev.reverie.bench;

import java.util.ArrayList;
import java.util.List;

/** Who takes part in the race. */
final class StepPeers {
  private StepPeers() {}

  /** Reverie's own engines, then all peers that can work on this processor. */
  static List<StepPeer> all(Cpu cpu) {
    List<StepPeer> all = new ArrayList<>(OwnEngine.all());
    all.add(new TorchPeer(false, false));
    all.add(new TorchPeer(false, true));
    if (cpu.bfloat16()) {
      // Elsewhere it is emulated, and many times slower than float32.
      all.add(new TorchPeer(true, false));
      all.add(new TorchPeer(true, true));
    }
    all.add(new OpenCvPeer());
    all.add(new OnnxRuntimePeer());
    all.add(new Dl4jPeer());
    return List.copyOf(all);
  }
}
