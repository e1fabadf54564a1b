package dev.reverie.app;

import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Table;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.live.DreamTarget;
import dev.reverie.dream.network.DreamLayer;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.server.ControlDesk;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live controls in force, and what they make the dreamer dream. Beyond each control's own range
 * it checks what only makes sense together: the layer with the model, the channel with the layer.
 * While a model that was asked for is still on its way, the controls name it and the old one dreams
 * on.
 */
final class LiveDesk implements ControlDesk {
  private static final Logger log = LoggerFactory.getLogger(LiveDesk.class);
  private static final String AUTO = "auto";

  private final ModelService models;
  private final CopyOnWriteArrayList<Consumer<Controls>> listeners = new CopyOnWriteArrayList<>();
  private volatile Controls controls;
  private volatile DreamTarget target;

  /**
   * Asks {@code models} for the model that the controls name.
   *
   * @throws InvalidValueException if there is no such model or layer
   */
  LiveDesk(ModelService models, Controls initial) {
    this.models = models;
    controls = initial.with(Map.of("model", models.active().name(), "layer", AUTO));
    target = new DreamTarget(models.active(), models.active().defaultLayer(), controls);
    models.selectNow(initial.model());
    boolean here = models.active().name().equalsIgnoreCase(initial.model());
    controls = initial.with(Map.of("model", models.status().model()));
    settle(here);
    models.onChange(model -> modelChanged());
  }

  @Override
  public Controls current() {
    return controls;
  }

  /** What to dream, by the controls in force. */
  DreamTarget target() {
    return target;
  }

  @Override
  public Controls patch(Map<String, Object> changes) {
    Controls result;
    synchronized (this) {
      Controls next = controls.with(changes);
      boolean otherModel = !next.model().equals(controls.model());
      if (otherModel) {
        if (!names(changes, "layer")) {
          next = next.with(Map.of("layer", AUTO));
        }
        String before = controls.model();
        models.select(next.model());
        next = next.with(Map.of("model", models.status().model()));
        try {
          check(next, changes);
        } catch (InvalidValueException e) {
          models.select(before);
          throw e;
        }
      } else {
        check(next, changes);
      }
      controls = next;
      settle(false);
      result = controls;
    }
    tell(result);
    return result;
  }

  @Override
  public Subscription addListener(Consumer<Controls> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void check(Controls next, Map<String, Object> changes) {
    DreamModel model = models.active();
    if (!next.model().equals(model.name())) {
      return; // Its layers are known when it is here.
    }
    String layer = model.layer(next.layer());
    if (names(changes, "channel")
        && next.objective().equals("channel")
        && !model.givesDirection()) {
      Objective.of("channel", next.channel(), channels(model, layer));
    }
  }

  /**
   * Brings the layer to its published name and the target up to date with the controls and the
   * active model.
   */
  private void settle(boolean strict) {
    DreamModel model = models.active();
    if (!controls.model().equals(model.name())) {
      target = new DreamTarget(model, target.layer(), controls);
      return;
    }
    String layer;
    try {
      layer = model.layer(controls.layer());
    } catch (InvalidValueException e) {
      if (strict) {
        throw e;
      }
      log.warn("{}; dreaming on {} instead", e.getMessage(), model.defaultLayer());
      layer = model.defaultLayer();
    }
    controls = controls.with(Map.of("layer", layer));
    target = new DreamTarget(model, layer, controls);
  }

  private void modelChanged() {
    Controls now;
    synchronized (this) {
      if (models.status().stage() == ModelService.Stage.FAILED) {
        // What was asked for cannot be had: the controls go back to what dreams.
        controls = controls.with(Map.of("model", target.model().name(), "layer", target.layer()));
      }
      settle(false);
      now = controls;
    }
    tell(now);
  }

  private void tell(Controls now) {
    listeners.forEach(listener -> listener.accept(now));
  }

  private static int channels(DreamModel model, String layer) {
    return model.layers().stream()
        .filter(candidate -> candidate.name().equals(layer))
        .mapToInt(DreamLayer::channels)
        .findFirst()
        .orElse(0);
  }

  private static boolean names(Map<String, Object> changes, String control) {
    Map<String, Object> canonical = new HashMap<>();
    changes.forEach((name, value) -> canonical.put(Table.canonical(name), value));
    return canonical.containsKey(control);
  }
}
