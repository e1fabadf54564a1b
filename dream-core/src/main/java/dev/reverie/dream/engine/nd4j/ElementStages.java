package dev.reverie.dream.engine.nd4j;

import java.util.List;

/** The stages that only move, add or clip values. */
final class ElementStages {
  private ElementStages() {}

  /** max(0, x). */
  record Relu(Loops loops, Activation in, Activation out, boolean accumulate) implements Stage {
    @Override
    public void forward() {
      loops.relu(in.values(), out.values(), out.shape().count());
    }

    @Override
    public void backward() {
      loops.reluBackward(out.bits(), out.gradientBits(), out.shape().count());
      loops.transfer(out.gradients(), 0, in.gradients(), 0, in.shape().count(), accumulate);
    }
  }

  /** a + b; each input gets the whole gradient. */
  record Add(
      Loops loops,
      Activation a,
      Activation b,
      Activation out,
      boolean accumulateA,
      boolean accumulateB)
      implements Stage {
    @Override
    public void forward() {
      int count = out.shape().count();
      loops.transfer(a.values(), 0, out.values(), 0, count, false);
      loops.add(b.values(), out.values(), count);
    }

    @Override
    public void backward() {
      int count = out.shape().count();
      loops.transfer(out.gradients(), 0, a.gradients(), 0, count, accumulateA);
      loops.transfer(out.gradients(), 0, b.gradients(), 0, count, accumulateB);
    }
  }

  /** Channels one after the other. */
  record Concat(Loops loops, List<Activation> inputs, Activation out, List<Boolean> accumulate)
      implements Stage {
    @Override
    public void forward() {
      int at = 0;
      for (int i = 0; i < inputs.size(); i++) {
        Activation in = inputs.get(i);
        loops.transfer(in.values(), 0, out.values(), at, in.shape().count(), false);
        at += in.shape().count();
      }
    }

    @Override
    public void backward() {
      int at = 0;
      for (int i = 0; i < inputs.size(); i++) {
        Activation in = inputs.get(i);
        loops.transfer(
            out.gradients(), at, in.gradients(), 0, in.shape().count(), accumulate.get(i));
        at += in.shape().count();
      }
    }
  }
}
