package dev.reverie.dream.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;

/** ND4J's {@code conv2d}, bound once to its arrays and run many times. */
final class Convolution implements AutoCloseable {
  private static final long VALID_PADDING = 0;
  private static final long NCHW = 0;
  private static final long OIHW = 1;

  private final OpExecutioner executioner;
  private final OpContext context;
  private final CustomOp op = DynamicCustomOp.builder("conv2d").build();

  /**
   * @param arrays input [1, inputs, height, width], weight [outputs, inputs, side, side] and, if it
   *     has one, bias
   * @param output [1, outputs, ...], overwritten by every run
   */
  Convolution(
      OpExecutioner executioner,
      INDArray output,
      int side,
      int stride,
      int padding,
      INDArray... arrays) {
    this.executioner = executioner;
    context = executioner.buildContext();
    context.setIArguments(
        side, side, stride, stride, padding, padding, 1, 1, VALID_PADDING, NCHW, OIHW);
    for (int i = 0; i < arrays.length; i++) {
      context.setInputArray(i, arrays[i]);
    }
    context.setOutputArray(0, output);
  }

  void run() {
    executioner.exec(op, context);
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException("ND4J could not free an operation's context", e);
    }
  }
}
