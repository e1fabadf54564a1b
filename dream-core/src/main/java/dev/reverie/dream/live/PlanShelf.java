package dev.reverie.dream.live;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plans in use: one for each octave of what is dreamed now. Owns them; belongs to the engine's
 * thread.
 */
final class PlanShelf implements AutoCloseable {
  private record Key(
      DreamModel model, String layer, Objective objective, @Nullable Precision precision) {}

  private final DreamEngine engine;
  private final Map<PictureSize, DreamPlan> plans = new HashMap<>();
  private @Nullable Key key;
  private @Nullable Program program;

  PlanShelf(DreamEngine engine) {
    this.engine = engine;
  }

  /**
   * The plan for one of {@code sizes}. Plans of another target or for other sizes are freed, but
   * only when the new one is ready: what both need of weights and code is then not made twice, and
   * a target that cannot be had leaves the old ones as they are.
   *
   * @param precision null for any
   * @param sizes all sizes in use
   */
  DreamPlan plan(
      DreamModel model,
      String layer,
      Objective objective,
      @Nullable Precision precision,
      List<PictureSize> sizes,
      PictureSize size) {
    Key wanted = new Key(model, layer, objective, precision);
    Program current = program;
    if (current == null || !wanted.equals(key)) {
      Program next = model.program(layer);
      DreamPlan first = engine.prepare(next, objective, size.width(), size.height(), precision);
      clear();
      program = next;
      key = wanted;
      plans.put(size, first);
      return first;
    }
    DreamPlan plan = plans.get(size);
    if (plan == null) {
      plan = engine.prepare(current, objective, size.width(), size.height(), precision);
      plans.put(size, plan);
    }
    plans
        .entrySet()
        .removeIf(
            entry -> {
              boolean unused = !sizes.contains(entry.getKey());
              if (unused) {
                entry.getValue().close();
              }
              return unused;
            });
    return plan;
  }

  private void clear() {
    plans.values().forEach(DreamPlan::close);
    plans.clear();
  }

  @Override
  public void close() {
    clear();
    key = null;
    program = null;
  }
}
