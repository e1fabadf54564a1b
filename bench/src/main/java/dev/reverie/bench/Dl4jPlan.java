package dev.reverie.bench;

import static java.util.Objects.requireNonNull;

import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Preprocessing;
import dev.reverie.dream.network.Program;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The step with DeepLearning4J's own means. Its layers compute the weights' gradients as well:
 * there is no way to ask them not to.
 */
final class Dl4jPlan implements DreamPlan {
  private static final WorkspaceConfiguration BACKWARD =
      WorkspaceConfiguration.builder()
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .build();
  private static final String WORKSPACE = "BENCH_BACKWARD";

  private final ComputationGraph graph;
  private final List<String> layers;
  private final Preprocessing preprocessing;
  private final Objective objective;
  private final NormalizedStep adder = new NormalizedStep();
  private final PlanarImage gradient;
  private final INDArray input;
  private final LayerWorkspaceMgr workspaces =
      LayerWorkspaceMgr.builder().defaultWorkspace(WORKSPACE, BACKWARD).build();

  Dl4jPlan(Program program, Objective objective, int width, int height) {
    graph = Dl4jGraphs.of(program, width, height);
    layers = program.network().nodes().stream().map(Node::name).toList();
    preprocessing = program.network().preprocessing();
    this.objective = objective;
    gradient = new PlanarImage(width, height);
    input = Nd4j.create(DataType.FLOAT, 1, PlanarImage.PLANES, height, width);
  }

  @Override
  public int width() {
    return gradient.width();
  }

  @Override
  public int height() {
    return gradient.height();
  }

  @Override
  public double step(PlanarImage image, double step, boolean normalize) {
    double before = gradient(image, gradient);
    double factor = adder.factor(gradient.values(), gradient.count(), step, normalize);
    adder.add(gradient.values(), image.values(), image.count(), factor);
    return before;
  }

  @Override
  @SuppressWarnings("try") // The workspace works by being open.
  public double gradient(PlanarImage image, PlanarImage into) {
    Map<String, INDArray> activations = forward(image);
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(BACKWARD, WORKSPACE)) {
      INDArray output = output(activations);
      INDArray epsilon = seed(output);
      for (int i = layers.size() - 1; i >= 0; i--) {
        epsilon = graph.getLayer(layers.get(i)).backpropGradient(epsilon, workspaces).getSecond();
      }
      leave(epsilon, into);
      return value(output);
    } finally {
      free(activations);
    }
  }

  @Override
  public double objective(PlanarImage image) {
    Map<String, INDArray> activations = forward(image);
    try {
      return value(output(activations));
    } finally {
      free(activations);
    }
  }

  private Map<String, INDArray> forward(PlanarImage image) {
    int plane = width() * height();
    float[] values = new float[image.count()];
    float[] ordered = new float[image.count()];
    image.values().get(0, values);
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      int to = preprocessing.channel(p) * plane;
      for (int i = 0; i < plane; i++) {
        ordered[to + i] = (values[p * plane + i] - preprocessing.mean(p)) * preprocessing.scale();
      }
    }
    input.data().asNioFloat().put(0, ordered);
    return graph.feedForward(new INDArray[] {input}, true, false);
  }

  private void leave(INDArray epsilon, PlanarImage into) {
    int plane = width() * height();
    float[] values = epsilon.dup('c').data().asFloat();
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      int from = preprocessing.channel(p) * plane;
      for (int i = 0; i < plane; i++) {
        into.values().put(p * plane + i, values[from + i] * preprocessing.scale());
      }
    }
  }

  private INDArray output(Map<String, INDArray> activations) {
    return requireNonNull(activations.get(layers.get(layers.size() - 1)));
  }

  private double value(INDArray output) {
    if (objective instanceof Objective.Channel channel) {
      return channel(output, channel).meanNumber().doubleValue();
    }
    if (objective instanceof Objective.L2) {
      return Math.pow(output.norm2Number().doubleValue(), 2) / output.length();
    }
    return output.meanNumber().doubleValue();
  }

  private INDArray seed(INDArray output) {
    if (objective instanceof Objective.L2) {
      return output.mul(2.0 / output.length());
    }
    INDArray seed = Nd4j.zeros(DataType.FLOAT, output.shape());
    if (objective instanceof Objective.Channel channel) {
      INDArray one = channel(seed, channel);
      one.assign(1.0 / one.length());
      return seed;
    }
    return seed.assign(1.0 / output.length());
  }

  private static INDArray channel(INDArray array, Objective.Channel channel) {
    return array.get(
        NDArrayIndex.all(),
        NDArrayIndex.point(channel.index()),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }

  /** Not left to the collector, which would run in somebody else's step. */
  private void free(Map<String, INDArray> activations) {
    graph.clearLayersStates();
    for (INDArray activation : activations.values()) {
      if (activation.data() != input.data() && activation.closeable()) {
        activation.close();
      }
    }
  }

  @Override
  public void close() {
    graph.close();
    input.close();
    gradient.close();
  }
}
