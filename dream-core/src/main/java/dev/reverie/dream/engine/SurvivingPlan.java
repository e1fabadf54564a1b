package dev.reverie.dream.engine;

import org.jspecify.annotations.Nullable;

/** A plan that goes on with the next engine when its own fails. */
final class SurvivingPlan implements DreamPlan {

  /** Something that a plan can compute. */
  @FunctionalInterface
  interface Work {
    /** Computes it. */
    double on(DreamPlan plan);
  }

  private final AutoEngine auto;
  private final AutoEngine.Order order;
  private AutoEngine.@Nullable Prepared prepared;

  /** Prepared with the best engine that works. */
  SurvivingPlan(AutoEngine auto, AutoEngine.Order order) {
    this.auto = auto;
    this.order = order;
    prepared = auto.prepare(order);
  }

  @Override
  public int width() {
    return order.width();
  }

  @Override
  public int height() {
    return order.height();
  }

  @Override
  public double step(PlanarImage image, double step, boolean normalize) {
    return run(plan -> plan.step(image, step, normalize));
  }

  @Override
  public double gradient(PlanarImage image, PlanarImage gradient) {
    return run(plan -> plan.gradient(image, gradient));
  }

  @Override
  public double objective(PlanarImage image) {
    return run(plan -> plan.objective(image));
  }

  private double run(Work work) {
    // Ends: each turn but the last loses an engine, and without any there is an exception.
    while (true) {
      AutoEngine.Prepared now = prepared;
      if (now == null) {
        now = auto.prepare(order);
        prepared = now;
      }
      try {
        return auto.run(now, work);
      } catch (IllegalArgumentException e) {
        throw e; // nobody could do that
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        auto.lose(now, e);
        close();
      }
    }
  }

  @Override
  public void close() {
    AutoEngine.Prepared now = prepared;
    prepared = null;
    if (now != null) {
      auto.free(now);
    }
  }
}
