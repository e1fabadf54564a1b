package dev.reverie.app;

import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Table;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.live.DreamTarget;
import dev.reverie.dream.network.DreamLayer;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.presets.PresetTarget;
import dev.reverie.server.ControlDesk;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live controls in force, and what they make the dreamer dream. Beyond each control's own range
 * it checks what only makes sense together: the layer with the model, the channel with the layer.
 * While a model that was asked for is still on its way, the controls name it and the old one dreams
 * on; when it cannot be had, the controls go back.
 */
final class LiveDesk implements ControlDesk, PresetTarget {
  private static final Logger log = LoggerFactory.getLogger(LiveDesk.class);
  private static final String AUTO = "auto";

  private final ModelService models;
  private final String engine;
  private final CopyOnWriteArrayList<Consumer<Controls>> listeners = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Consumer<Set<String>>> touches = new CopyOnWriteArrayList<>();

  // Changed under this object's lock, and a target always fits its model.
  private volatile Controls controls;
  private volatile DreamTarget target;

  /**
   * Asks {@code models} for the model that the controls name.
   *
   * @param engine the setting: what precisions there are depends on it
   * @throws InvalidValueException if there is no such model, or its weights are here and have no
   *     such layer, or the engine does not compute in such numbers on this machine
   */
  LiveDesk(ModelService models, Controls initial, String engine) {
    this.models = models;
    this.engine = engine;
    Engines.requirePrecision(engine, Precision.wanted(initial.precision()));
    controls = initial.with(Map.of("model", models.requireObtainable(initial.model())));
    DreamModel model = models.active();
    target = new DreamTarget(model, model.defaultLayer(), controls);
    synchronized (this) { // so that no news of the model comes in between
      models.onChange(this::modelChanged);
      models.selectNow(controls.model());
      DreamModel ready = models.inMemory(controls.model());
      if (ready == null) {
        follow();
      } else {
        aim(ready, controls.with(Map.of("layer", named(ready, initial.layer()))));
      }
    }
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
      result = put(changes);
      Set<String> touched =
          changes.keySet().stream().map(Table::canonical).collect(Collectors.toUnmodifiableSet());
      touches.forEach(listener -> listener.accept(touched));
    }
    tell(result);
    return result;
  }

  @Override
  public Controls change(Function<Controls, Map<String, Object>> wanted) {
    Controls result;
    synchronized (this) {
      Map<String, Object> changes = wanted.apply(controls);
      if (changes.isEmpty()) {
        return controls;
      }
      result = put(changes);
    }
    tell(result);
    return result;
  }

  @Override
  public void onTouch(Consumer<Set<String>> listener) {
    touches.add(listener);
  }

  @Override
  public String refusal(Map<String, Object> values) {
    try {
      Controls now = controls;
      String model = checked(now, values).model();
      return models.isHere(model) ? "" : model + " is not here yet; fetch the model first";
    } catch (InvalidValueException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Changes some controls, all or none; under the lock. */
  private Controls put(Map<String, Object> changes) {
    Controls next = checked(controls, changes);
    // Nothing is refused any more: from here on everything changes.
    if (names(changes, "model")) {
      models.select(next.model());
    }
    DreamModel ready = models.inMemory(next.model());
    if (ready != null) {
      aim(ready, next);
    } else {
      // Its layers are known when it is here; until then a layer may mean what still dreams.
      boolean meant = names(changes, "layer") && hasLayer(target.model(), next.layer());
      controls = next;
      target = new DreamTarget(target.model(), meant ? next.layer() : target.layer(), next);
    }
    return controls;
  }

  /**
   * {@code now} with changes, as the model's names are written.
   *
   * @throws InvalidValueException for the first value that is not allowed
   */
  private Controls checked(Controls now, Map<String, Object> changes) {
    Controls next = now.with(changes);
    if (names(changes, "precision")) {
      Engines.requirePrecision(engine, Precision.wanted(next.precision()));
    }
    if (names(changes, "model")) {
      next = next.with(Map.of("model", models.requireObtainable(next.model())));
      if (!next.model().equals(now.model()) && !names(changes, "layer")) {
        next = next.with(Map.of("layer", AUTO));
      }
    }
    DreamModel ready = models.inMemory(next.model());
    if (ready != null) {
      next = next.with(Map.of("layer", named(ready, next.layer())));
      if (names(changes, "channel")) {
        requireChannel(ready, next);
      }
    }
    return next;
  }

  @Override
  public Subscription addListener(Consumer<Controls> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private static void requireChannel(DreamModel model, Controls next) {
    if (next.objective().equals("channel") && !model.givesDirection()) {
      int channels =
          model.layers().stream()
              .filter(layer -> layer.name().equals(model.layer(next.layer())))
              .mapToInt(DreamLayer::channels)
              .findFirst()
              .orElse(0);
      Objective.of("channel", next.channel(), channels);
    }
  }

  private void modelChanged() {
    Controls now;
    synchronized (this) {
      follow();
      now = controls;
    }
    tell(now);
  }

  /** Brings controls and target up to date with what became of the model that was asked for. */
  private void follow() {
    ModelService.Status status = models.status();
    if (!status.model().equals(controls.model())) {
      return;
    }
    if (status.stage() == ModelService.Stage.FAILED) {
      // What was asked for cannot be had: the controls go back to what dreams.
      DreamModel model = target.model();
      aim(model, controls.with(Map.of("model", model.name(), "layer", target.layer())));
    } else if (status.stage() == ModelService.Stage.READY) {
      DreamModel model = models.active();
      aim(model, controls.with(Map.of("layer", layerOrDefault(model, controls.layer()))));
    }
  }

  private static boolean hasLayer(DreamModel model, String name) {
    return model.layers().stream()
        .anyMatch(layer -> layer.available() && layer.name().equals(name));
  }

  private static String layerOrDefault(DreamModel model, String wanted) {
    try {
      return named(model, wanted);
    } catch (InvalidValueException e) {
      log.warn("{}; dreaming on {} instead", e.getMessage(), model.defaultLayer());
      return AUTO;
    }
  }

  /**
   * {@code auto} as it is, anything else by its published name; refused if the model has no such
   * layer.
   */
  private static String named(DreamModel model, String layer) {
    return layer.equals(AUTO) ? AUTO : model.layer(layer);
  }

  /**
   * @param next names {@code model} and one of its layers, or leaves the layer to it
   */
  private void aim(DreamModel model, Controls next) {
    controls = next;
    target = new DreamTarget(model, model.layer(next.layer()), next);
  }

  private void tell(Controls now) {
    listeners.forEach(listener -> listener.accept(now));
  }

  private static boolean names(Map<String, Object> changes, String control) {
    return changes.keySet().stream().anyMatch(name -> Table.canonical(name).equals(control));
  }
}
