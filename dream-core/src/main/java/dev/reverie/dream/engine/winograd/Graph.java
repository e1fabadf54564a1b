package dev.reverie.dream.engine.winograd;

import java.util.List;

/**
 * A program laid out for one picture size.
 *
 * @param input the picture after preprocessing
 * @param inputGradient the gradient with respect to it
 * @param output the last node's result
 * @param seed where the gradient with respect to the output goes; may be its memory
 * @param rectified whether a ReLU made the output
 * @param stages in order
 */
record Graph(
    Activation input,
    Activation inputGradient,
    Activation output,
    Activation seed,
    boolean rectified,
    List<Stage> stages) {

  /** From {@link #input} to {@link #output}. */
  void forward() {
    for (int i = 0; i < stages.size(); i++) {
      stages.get(i).forward();
    }
  }

  /** From {@link #seed}, the gradient with respect to the output, to {@link #inputGradient}. */
  void backward() {
    for (int i = stages.size() - 1; i >= 0; i--) {
      stages.get(i).backward();
    }
  }
}
