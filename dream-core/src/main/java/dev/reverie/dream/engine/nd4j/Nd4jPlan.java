package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Preprocessing;
import java.nio.FloatBuffer;

/** Steps through a {@link Graph}. */
final class Nd4jPlan implements DreamPlan {
  private final Graph graph;
  private final Threads threads;
  private final Loops loops;
  private final Preprocessing preprocessing;
  private final Objective objective;
  private final boolean direction;
  private final NormalizedStep normalizedStep = new NormalizedStep();
  private final PlanarImage gradient;

  /**
   * @param graph owned: closed with this plan
   * @param direction whether the graph's output is the direction rather than an activation
   */
  Nd4jPlan(
      Graph graph,
      Threads threads,
      Loops loops,
      Preprocessing preprocessing,
      Objective objective,
      boolean direction,
      int width,
      int height) {
    this.graph = graph;
    this.threads = threads;
    this.loops = loops;
    this.preprocessing = preprocessing;
    this.objective = objective;
    this.direction = direction;
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
    enter(image);
    graph.forward();
    if (direction) {
      leave(graph.output().values(), 1, into);
      return Double.NaN;
    }
    double value = value();
    seed();
    graph.backward();
    leave(graph.input().gradients(), preprocessing.scale(), into);
    return value;
  }

  @Override
  public double objective(PlanarImage image) {
    if (direction) {
      return Double.NaN;
    }
    enter(image);
    graph.forward();
    return value();
  }

  private void enter(PlanarImage image) {
    requireSize(image);
    threads.use();
    int plane = width() * height();
    float scale = preprocessing.scale();
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      float offset = -preprocessing.mean(p) * scale;
      int to = preprocessing.channel(p) * plane;
      loops.affine(image.values(), p * plane, graph.input().values(), to, plane, scale, offset);
    }
  }

  private void leave(FloatBuffer from, float scale, PlanarImage into) {
    requireSize(into);
    int plane = width() * height();
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      loops.affine(
          from, preprocessing.channel(p) * plane, into.values(), p * plane, plane, scale, 0);
    }
  }

  private double value() {
    Activation out = graph.output();
    int count = out.shape().count();
    int plane = out.shape().plane();
    if (objective instanceof Objective.Channel channel) {
      return loops.sum(out.values(), channel.index() * plane, plane, false) / plane;
    }
    return loops.sum(out.values(), 0, count, objective instanceof Objective.L2) / count;
  }

  /** Writes the gradient of the objective with respect to the output. */
  private void seed() {
    Activation out = graph.output();
    int count = out.shape().count();
    int plane = out.shape().plane();
    if (objective instanceof Objective.Channel channel) {
      loops.fill(out.gradients(), 0, count, 0);
      loops.fill(out.gradients(), channel.index() * plane, plane, 1f / plane);
    } else if (objective instanceof Objective.L2) {
      loops.affine(out.values(), 0, out.gradients(), 0, count, 2f / count, 0);
    } else {
      loops.fill(out.gradients(), 0, count, 1f / count);
    }
  }

  @Override
  public void close() {
    graph.close();
    gradient.close();
  }
}
