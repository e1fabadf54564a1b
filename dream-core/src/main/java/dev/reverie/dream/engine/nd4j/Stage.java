package dev.reverie.dream.engine.nd4j;

/** One node of a plan, bound to its arrays. Nothing is allocated by its steps. */
interface Stage extends AutoCloseable {

  /** Computes the node's result from its inputs' results. */
  void forward();

  /**
   * Computes the gradient with respect to the node's inputs from that with respect to its result,
   * which it may overwrite. Where an input feeds several nodes, all but the first to run add to
   * what is there.
   */
  void backward();

  /** Frees what it owns beside the activations. */
  @Override
  default void close() {}
}
