package dev.reverie.dream.engine.winograd;

import org.jspecify.annotations.Nullable;

/** A convolution, with what is fused to it. */
record ConvStage(Pass forwardPass, @Nullable Pass backwardPass) implements Stage {
  @Override
  public void forward() {
    forwardPass.run();
  }

  @Override
  public void backward() {
    if (backwardPass == null) {
      throw new IllegalStateException("a forward-only plan has no gradients");
    }
    backwardPass.run();
  }
}
