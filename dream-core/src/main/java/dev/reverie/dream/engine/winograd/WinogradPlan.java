package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Preprocessing;
import java.util.List;

/** Steps through a {@link Graph}. */
final class WinogradPlan implements DreamPlan {
  private final Graph graph;
  private final List<WeightsCache.Entry> weights;
  private final Door door;
  private final Objective objective;
  private final boolean direction;
  private final NormalizedStep normalizedStep = new NormalizedStep();
  private final PlanarImage gradient;

  /**
   * @param weights owned: given back with this plan
   * @param direction whether the graph's output is the direction rather than an activation
   */
  WinogradPlan(
      Graph graph,
      List<WeightsCache.Entry> weights,
      Preprocessing preprocessing,
      Objective objective,
      boolean direction,
      int width,
      int height) {
    this.graph = graph;
    this.weights = List.copyOf(weights);
    this.objective = objective;
    this.direction = direction;
    door = new Door(preprocessing);
    gradient = new PlanarImage(width, height);
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
    double factor = normalizedStep.factor(gradient.values(), gradient.count(), step, normalize);
    normalizedStep.add(gradient.values(), image.values(), image.count(), factor);
    return before;
  }

  @Override
  public double gradient(PlanarImage image, PlanarImage into) {
    requireSize(image);
    requireSize(into);
    door.enter(image, graph.input());
    graph.forward();
    if (direction) {
      door.leave(graph.output(), 1, into);
      return Double.NaN;
    }
    double value = OutputObjective.value(objective, graph.output());
    OutputObjective.seed(objective, graph.output(), graph.rectified(), graph.seed());
    graph.backward();
    door.leave(graph.inputGradient(), door.scale(), into);
    return value;
  }

  @Override
  public double objective(PlanarImage image) {
    requireSize(image);
    if (direction) {
      return Double.NaN;
    }
    door.enter(image, graph.input());
    graph.forward();
    return OutputObjective.value(objective, graph.output());
  }

  @Override
  public void close() {
    weights.forEach(WeightsCache.Entry::close);
    gradient.close();
  }
}
