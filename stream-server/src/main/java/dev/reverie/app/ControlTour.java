package dev.reverie.app;

import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Spec;
import dev.reverie.dream.network.DreamLayer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays an impatient artist: changes one control after the other, to its ends and back, and every
 * layer and model that is at hand. To find out whether a change makes the picture stutter.
 */
final class ControlTour {
  private static final Logger log = LoggerFactory.getLogger(ControlTour.class);

  /**
   * Left as they are: with fewer pictures a second gaps are what was asked for, and numbers that a
   * machine cannot compute with are refused.
   */
  private static final Set<String> LEFT_OUT = Set.of("fps", "precision");

  /** Larger dreams than this take seconds a step on a small machine: nobody plays with that. */
  private static final double LARGEST_SIZE = 640;

  private final LiveDesk desk;
  private final List<Map<String, Object>> changes;
  private Iterator<Map<String, Object>> next;
  private int made;

  /**
   * Nothing is changed yet.
   *
   * @param models whether a model's weights are at hand
   */
  ControlTour(LiveDesk desk, Predicate<String> models, List<String> modelNames) {
    this.desk = desk;
    changes = changes(desk, models, modelNames);
    next = changes.iterator();
  }

  /** How many different changes there are. */
  int length() {
    return changes.size();
  }

  /** How many were made so far. */
  int made() {
    return made;
  }

  /** Makes the next change; after the last it begins again. */
  void step() {
    if (!next.hasNext()) {
      next = changes.iterator();
    }
    Map<String, Object> change = next.next();
    made++;
    try {
      desk.patch(change);
    } catch (InvalidValueException e) {
      // A layer of the model before: this one has other layers.
      log.debug("refused: {}", change, e);
    }
  }

  private static List<Map<String, Object>> changes(
      LiveDesk desk, Predicate<String> here, List<String> modelNames) {
    Controls before = desk.current();
    Map<String, Object> values = Controls.table().values(before);
    List<Map<String, Object>> changes = new ArrayList<>();
    for (Spec spec : Controls.table().specs()) {
      if (LEFT_OUT.contains(spec.name())) {
        continue;
      }
      List<Object> visited = visited(spec);
      visited.forEach(value -> changes.add(Map.of(spec.name(), value)));
      if (!visited.isEmpty()) {
        changes.add(Map.of(spec.name(), values.getOrDefault(spec.name(), spec.defaultValue())));
      }
    }
    for (DreamLayer layer : desk.target().model().layers()) {
      if (layer.available()) {
        changes.add(Map.of("layer", layer.name()));
      }
    }
    String model = before.model();
    for (String other : modelNames) {
      if (!other.equals(model) && here.test(other)) {
        changes.add(Map.of("model", other));
        changes.add(Map.of("model", model, "layer", before.layer()));
      }
    }
    return List.copyOf(changes);
  }

  private static List<Object> visited(Spec spec) {
    if (spec instanceof Spec.Numeric number) {
      double most = spec.name().equals("size") ? LARGEST_SIZE : number.max();
      return List.of(number.parse(number.min()), number.parse(most));
    }
    if (spec instanceof Spec.Toggle) {
      return List.of(true, false);
    }
    if (spec instanceof Spec.Choice choice) {
      return List.copyOf(choice.choices());
    }
    return List.of();
  }
}
