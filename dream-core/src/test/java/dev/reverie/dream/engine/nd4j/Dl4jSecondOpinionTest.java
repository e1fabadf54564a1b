package dev.reverie.dream.engine.nd4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.SmallNetwork;
import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DeepLearning4J's own back-propagation through a small VGG-like graph, as a second opinion on the
 * engine's.
 */
final class Dl4jSecondOpinionTest {
  private static final int WIDTH = 20;
  private static final int HEIGHT = 16;

  @Test
  void deepLearning4jComputesTheSameGradient() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 21);
    try (DreamEngine engine = Nd4jEngine.open(2);
        DreamPlan plan = engine.prepare(program, Objective.MEAN, WIDTH, HEIGHT);
        PlanarImage image = new PlanarImage(WIDTH, HEIGHT);
        PlanarImage gradient = new PlanarImage(WIDTH, HEIGHT)) {
      Random random = new Random(4);
      for (int i = 0; i < image.count(); i++) {
        image.values().put(i, random.nextFloat() * 255);
      }
      double value = plan.gradient(image, gradient);

      ComputationGraph graph = graph(program);
      INDArray activation =
          requireNonNull(
              graph.feedForward(new INDArray[] {input(image)}, true, false).get("pool2"));
      INDArray epsilon =
          Nd4j.valueArrayOf(activation.shape(), 1.0 / activation.length(), DataType.FLOAT);
      for (int i = program.network().nodes().size() - 1; i >= 0; i--) {
        epsilon =
            graph
                .getLayer(program.network().nodes().get(i).name())
                .backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces())
                .getSecond();
      }

      assertThat(value).isCloseTo(activation.meanNumber().doubleValue(), within(1e-4 * value));
      float[] theirs = epsilon.dup('c').data().asFloat();
      double dot = 0;
      double ours2 = 0;
      double theirs2 = 0;
      for (int i = 0; i < theirs.length; i++) {
        double ours = gradient.values().get(i);
        dot += ours * theirs[i];
        ours2 += ours * ours;
        theirs2 += theirs[i] * (double) theirs[i];
      }
      assertThat(dot / Math.sqrt(ours2 * theirs2)).isGreaterThan(0.999999);
      assertThat(ours2 / theirs2).isCloseTo(1, within(1e-4));
    }
  }

  private static ComputationGraph graph(Program program) {
    ComputationGraphConfiguration.GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(HEIGHT, WIDTH, 3));
    for (Node node : program.network().nodes()) {
      String from = node.inputs().get(0);
      if (node.layer() instanceof Layer.Conv conv) {
        builder.addLayer(
            node.name(),
            new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
                .nIn(conv.inputs())
                .nOut(conv.outputs())
                .padding(conv.padding(), conv.padding())
                .activation(Activation.RELU)
                .build(),
            from);
      } else {
        builder.addLayer(
            node.name(),
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build(),
            from);
      }
    }
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("pool2").build());
    graph.init();
    graph.initGradientsView();
    for (Node node : program.network().nodes()) {
      Kernel kernel = program.kernels().get(node.name());
      if (kernel != null && node.layer() instanceof Layer.Conv conv) {
        float[] weight = new float[kernel.weight().remaining()];
        kernel.weight().get(weight);
        float[] bias = new float[kernel.bias().remaining()];
        kernel.bias().get(bias);
        graph
            .getLayer(node.name())
            .setParam(
                "W",
                Nd4j.create(weight, conv.outputs(), conv.inputs(), conv.kernel(), conv.kernel()));
        graph.getLayer(node.name()).setParam("b", Nd4j.create(bias, 1, conv.outputs()));
      }
    }
    return graph;
  }

  private static INDArray input(PlanarImage image) {
    float[] values = new float[image.count()];
    float[] means = {100, 110, 120};
    for (int i = 0; i < values.length; i++) {
      values[i] = image.values().get(i) - means[i / (WIDTH * HEIGHT)];
    }
    return Nd4j.create(values, 1, 3, HEIGHT, WIDTH);
  }
}
