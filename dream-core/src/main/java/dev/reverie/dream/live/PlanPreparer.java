package dev.reverie.dream.live;

import dev.reverie.dream.engine.DreamPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prepares plans on a thread of its own, one after the other, while the dream goes on. Only the
 * newest wishes count: those before that have not been begun are forgotten. The thread is there as
 * long as there are wishes, so that whatever a native library keeps for a thread goes with it.
 *
 * <p>Belongs to one thread, the engine's, which frees all plans.
 */
final class PlanPreparer implements AutoCloseable {

  /** What became of an order. */
  sealed interface Outcome {
    /** The order. */
    PlanOrder order();
  }

  /**
   * It is there.
   *
   * @param plan owned by who takes it
   */
  record Ready(PlanOrder order, DreamPlan plan) implements Outcome {}

  /** It cannot be had. */
  record Failed(PlanOrder order, Throwable reason) implements Outcome {}

  private final Function<PlanOrder, DreamPlan> work;
  private final Object lock = new Object();
  private final Deque<PlanOrder> wishes = new ArrayDeque<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private @Nullable PlanOrder running;
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * Idle.
   *
   * @param work prepares a plan, on this preparer's thread; may throw
   */
  PlanPreparer(Function<PlanOrder, DreamPlan> work) {
    this.work = work;
  }

  /**
   * Says what is wanted now, instead of all that was wanted before. What is being prepared at the
   * moment, or is ready to be taken, is not prepared again.
   *
   * @param orders the most urgent first
   */
  void want(Collection<PlanOrder> orders) {
    synchronized (lock) {
      wishes.clear();
      for (PlanOrder order : orders) {
        if (!order.equals(running)
            && outcomes.stream().noneMatch(outcome -> outcome.order().equals(order))) {
          wishes.add(order);
        }
      }
      if (!wishes.isEmpty() && thread == null && !closed) {
        Thread preparing = new Thread(this::run, "reverie-preparer");
        preparing.setDaemon(true);
        preparing.start();
        thread = preparing;
      }
    }
  }

  /** What has become of orders since the last call; usually nothing. Never waits. */
  List<Outcome> take() {
    synchronized (lock) {
      if (outcomes.isEmpty()) {
        return List.of();
      }
      List<Outcome> taken = List.copyOf(outcomes);
      outcomes.clear();
      return taken;
    }
  }

  private void run() {
    while (true) {
      PlanOrder order;
      synchronized (lock) {
        order = wishes.poll();
        running = order;
        if (order == null || closed) {
          thread = null;
          return;
        }
      }
      Outcome outcome = attempt(order);
      synchronized (lock) {
        running = null;
        outcomes.add(outcome);
      }
    }
  }

  private Outcome attempt(PlanOrder order) {
    try {
      return new Ready(order, work.apply(order));
    } catch (RuntimeException | Error e) {
      // Whatever happened, somebody waits for an answer.
      return new Failed(order, e);
    }
  }

  /**
   * Interrupts what is being prepared and waits for its end, however long that takes: the engine
   * must not be closed under it. What is ready then is still to be {@linkplain #take taken}.
   */
  @Override
  public void close() {
    Thread preparing;
    synchronized (lock) {
      closed = true;
      wishes.clear();
      preparing = thread;
    }
    if (preparing == null) {
      return;
    }
    preparing.interrupt();
    boolean interrupted = false;
    while (preparing.isAlive()) {
      try {
        preparing.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
