package dev.reverie.bench;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.Program;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch in eager mode, through its C++ library. It is the one that the others' figures are put in
 * relation to, in whichever of its two memory layouts is faster.
 *
 * @param bfloat16 whether weights and activations are bfloat16 rather than float32; the picture and
 *     its gradient are float32 either way
 * @param channelsLast whether activations lie pixel by pixel rather than plane by plane
 */
record TorchPeer(boolean bfloat16, boolean channelsLast) implements StepPeer {
  private static final String NAME = "pytorch";

  @Override
  public String name() {
    return channelsLast ? NAME + "-channels-last" : NAME;
  }

  @Override
  public String precision() {
    return bfloat16 ? BFLOAT16 : FLOAT32;
  }

  @Override
  public boolean supports(Program program, PictureSize size) {
    return true;
  }

  @Override
  public DreamEngine open(int threads) {
    torch.set_num_threads(threads);
    return new Engine(this, threads);
  }

  /** Whether an engine's or a peer's name is one of PyTorch's. */
  static boolean isTorch(String name) {
    return name.startsWith(NAME);
  }

  private record Engine(TorchPeer peer, int threads) implements DreamEngine {
    @Override
    public String name() {
      return peer.name();
    }

    @Override
    public String detail() {
      return "libtorch eager, "
          + peer.precision()
          + ", "
          + torch.get_cpu_capability().getString()
          + ", threads: "
          + threads;
    }

    @Override
    public DreamPlan prepare(Program program, Objective objective, int width, int height) {
      return new TorchPlan(
          program,
          objective,
          peer.bfloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float,
          peer.channelsLast ? torch.MemoryFormat.ChannelsLast : torch.MemoryFormat.Contiguous,
          width,
          height);
    }

    @Override
    public void close() {
      // Plans own all there is.
    }
  }
}
