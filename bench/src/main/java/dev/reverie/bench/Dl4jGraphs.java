package dev.reverie.bench;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writes Reverie's networks down in DeepLearning4J's words. */
final class Dl4jGraphs {
  private Dl4jGraphs() {}

  /**
   * A chain of convolutions and max pools with its weights, ready to run.
   *
   * @param program one that {@link Dl4jPeer#supports} says yes to
   */
  static ComputationGraph of(Program program, int width, int height) {
    ComputationGraphConfiguration.GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(Network.INPUT)
            .setInputTypes(InputType.convolutional(height, width, 3));
    for (Node node : program.network().nodes()) {
      builder.addLayer(node.name(), layer(node.layer()), node.inputs().get(0));
    }
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(program.output()).build());
    graph.init();
    graph.initGradientsView();
    for (Node node : program.network().nodes()) {
      Kernel kernel = program.kernels().get(node.name());
      if (kernel != null && node.layer() instanceof Layer.Conv conv) {
        org.deeplearning4j.nn.api.Layer layer = graph.getLayer(node.name());
        int side = conv.kernel();
        layer.setParam("W", array(kernel.weight(), conv.outputs(), conv.inputs(), side, side));
        layer.setParam("b", array(kernel.bias(), 1, conv.outputs()));
      }
    }
    return graph;
  }

  private static org.deeplearning4j.nn.conf.layers.Layer layer(Layer layer) {
    if (layer instanceof Layer.Conv conv) {
      return new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
          .nIn(conv.inputs())
          .nOut(conv.outputs())
          .stride(conv.stride(), conv.stride())
          .padding(conv.padding(), conv.padding())
          .activation(conv.relu() ? Activation.RELU : Activation.IDENTITY)
          .build();
    }
    if (layer instanceof Layer.MaxPool pool) {
      return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
          .kernelSize(pool.kernel(), pool.kernel())
          .stride(pool.stride(), pool.stride())
          .padding(pool.padding(), pool.padding())
          .build();
    }
    throw new IllegalArgumentException("the DeepLearning4J peer has no " + layer);
  }

  private static INDArray array(FloatBuffer values, long... shape) {
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return Nd4j.create(copy, shape, 'c');
  }
}
