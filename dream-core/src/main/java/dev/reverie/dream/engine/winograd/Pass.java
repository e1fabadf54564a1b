package dev.reverie.dream.engine.winograd;

/** A convolution between two activations, forward or backward, shared among the workers. */
interface Pass {
  void run();
}
