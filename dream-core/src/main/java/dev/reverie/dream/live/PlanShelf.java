package dev.reverie.dream.live;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
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
  private record Key(DreamModel model, String layer, Objective objective) {}

  private final DreamEngine engine;
  private final Map<PictureSize, DreamPlan> plans = new HashMap<>();
  private @Nullable Key key;
  private @Nullable Program program;

  PlanShelf(DreamEngine engine) {
    this.engine = engine;
  }

  /**
   * The plan for one of {@code sizes}. Plans of another target or for other sizes are freed.
   *
   * @param sizes all sizes in use
   */
  DreamPlan plan(
      DreamModel model,
      String layer,
      Objective objective,
      List<PictureSize> sizes,
      PictureSize size) {
    Key wanted = new Key(model, layer, objective);
    Program current = program;
    if (current == null || !wanted.equals(key)) {
      clear();
      current = model.program(layer);
      program = current;
      key = wanted;
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
    DreamPlan plan = plans.get(size);
    if (plan == null) {
      plan = engine.prepare(current, objective, size.width(), size.height());
      plans.put(size, plan);
    }
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
