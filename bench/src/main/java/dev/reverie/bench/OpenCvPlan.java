package dev.reverie.bench;

import static java.util.Objects.requireNonNull;

import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.nio.FloatBuffer;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.StringVector;
import org.bytedeco.opencv.opencv_dnn.Net;

/** The step as one graph of OpenCV's network module, there and back, with its Winograd kernels. */
@SuppressWarnings("try") // Scopes and guards work by being open.
final class OpenCvPlan implements DreamPlan {
  /** How OpenCV calls the layer that an ONNX node became. */
  private static final String LAYER = "onnx_node!";

  private final int width;
  private final int height;
  private final Door door;
  private final NormalizedStep adder = new NormalizedStep();
  private final PlanarImage gradient;
  private final Shape outputShape;
  private final Net net;
  private final Mat input;
  private final Mat seed;
  private final FloatBuffer inputValues;
  private final StringVector wanted;
  private final String output;

  OpenCvPlan(Program program, Objective objective, int width, int height) {
    this.width = width;
    this.height = height;
    Map<String, Shape> shapes = program.network().shapes(width, height);
    door = new Door(program.network().preprocessing(), objective, width, height);
    output = LAYER + program.output();
    outputShape = requireNonNull(shapes.get(program.output()));
    net = opencv_dnn.readNetFromONNX(OnnxFiles.withGradient(program, objective, width, height));
    net.setPreferableBackend(opencv_dnn.DNN_BACKEND_OPENCV);
    net.enableWinograd(true);
    input = blob(requireNonNull(shapes.get(Network.INPUT)));
    seed = blob(outputShape);
    inputValues = input.createBuffer();
    door.seed(seed.createBuffer(), outputShape);
    wanted = new StringVector(LAYER + OnnxFiles.GRADIENT, output);
    gradient = new PlanarImage(width, height);
  }

  private static Mat blob(Shape shape) {
    int[] sizes = {1, shape.channels(), shape.height(), shape.width()};
    return new Mat(sizes, opencv_core.CV_32F);
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
    double before = gradient(image, gradient);
    double factor = adder.factor(gradient.values(), gradient.count(), step, normalize);
    adder.add(gradient.values(), image.values(), image.count(), factor);
    return before;
  }

  @Override
  public double gradient(PlanarImage image, PlanarImage into) {
    try (PointerScope scope = new PointerScope()) {
      enter(image);
      MatVector results = new MatVector();
      net.forward(results, wanted);
      door.leave(results.get(0).createBuffer(), false, into);
      return door.value(results.get(1).createBuffer(), outputShape);
    }
  }

  @Override
  public double objective(PlanarImage image) {
    try (PointerScope scope = new PointerScope()) {
      enter(image);
      return door.value(net.forward(output).createBuffer(), outputShape);
    }
  }

  private void enter(PlanarImage image) {
    door.enter(image, inputValues);
    net.setInput(input, Network.INPUT, 1, Scalar.all(0));
    net.setInput(seed, OnnxFiles.SEED, 1, Scalar.all(0));
  }

  @Override
  public void close() {
    gradient.close();
    wanted.close();
    seed.close();
    input.close();
    net.close();
  }
}
