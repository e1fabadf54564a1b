package dev.reverie.bench;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * ONNX Runtime's forward pass. For a network that gives the direction itself that is the whole
 * step; for others {@link #step} is the forward pass and leaves the picture as it was, and there is
 * no {@link #gradient}.
 */
final class OnnxRuntimePlan implements DreamPlan {
  private final int width;
  private final int height;
  private final boolean direction;
  private final Door door;
  private final NormalizedStep adder = new NormalizedStep();
  private final PlanarImage gradient;
  private final OrtSession session;
  private final FloatBuffer input;
  private final FloatBuffer output;
  private final Shape outputShape;
  private final OnnxTensor inputTensor;
  private final OnnxTensor outputTensor;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  OnnxRuntimePlan(Program program, Objective objective, int width, int height, int threads) {
    this.width = width;
    this.height = height;
    direction = program.direction();
    door = new Door(program.network().preprocessing(), objective, width, height);
    Map<String, Shape> shapes = program.network().shapes(width, height);
    outputShape = requireNonNull(shapes.get(program.output()));
    Shape inputShape = requireNonNull(shapes.get(Network.INPUT));
    input = direct(inputShape);
    output = direct(outputShape);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      // Its threads spin while a run lasts, and not into the next peer's turn.
      options.addConfigEntry("session.force_spinning_stop", "1");
      session = environment.createSession(OnnxFiles.forward(program, width, height), options);
      inputTensor = OnnxTensor.createTensor(environment, input, dimensions(inputShape));
      outputTensor = OnnxTensor.createTensor(environment, output, dimensions(outputShape));
    } catch (OrtException e) {
      throw failure(e);
    }
    inputs = Map.of(Network.INPUT, inputTensor);
    outputs = Map.of(program.output(), outputTensor);
    gradient = new PlanarImage(width, height);
  }

  private static FloatBuffer direct(Shape shape) {
    return ByteBuffer.allocateDirect(shape.count() * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static long[] dimensions(Shape shape) {
    return new long[] {1, shape.channels(), shape.height(), shape.width()};
  }

  private static BenchFailure failure(OrtException e) {
    return new BenchFailure("ONNX Runtime failed: " + e.getMessage(), e);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public double step(PlanarImage image, double step, boolean normalize) {
    if (!direction) {
      return objective(image);
    }
    double before = gradient(image, gradient);
    double factor = adder.factor(gradient.values(), gradient.count(), step, normalize);
    adder.add(gradient.values(), image.values(), image.count(), factor);
    return before;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException unless the network gives the direction itself
   */
  @Override
  public double gradient(PlanarImage image, PlanarImage into) {
    if (!direction) {
      throw new UnsupportedOperationException("this peer only goes forward");
    }
    forward(image);
    door.leave(output, true, into);
    return Double.NaN;
  }

  @Override
  public double objective(PlanarImage image) {
    if (direction) {
      return Double.NaN;
    }
    forward(image);
    return door.value(output, outputShape);
  }

  private void forward(PlanarImage image) {
    door.enter(image, input);
    try (OrtSession.Result result = session.run(inputs, outputs)) {
      // What was asked for has been written where outputs says.
      requireNonNull(result);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    inputTensor.close();
    outputTensor.close();
    gradient.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw failure(e);
    }
  }
}
