package dev.reverie.dream.engine.winograd;

/** One node of a plan, bound to its activations. Nothing is allocated by its steps. */
interface Stage {

  /** Computes the node's result from its inputs' results. */
  void forward();

  /**
   * Computes the gradients with respect to the node's inputs from the one with respect to its
   * result. Where an input feeds several nodes, all but the first to run add to what is there.
   */
  void backward();
}
