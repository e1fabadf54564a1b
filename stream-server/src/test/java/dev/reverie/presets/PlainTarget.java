package dev.reverie.presets;

import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Controls with nothing but the table's own rules, and a model that the test can take away. */
final class PlainTarget implements PresetTarget {
  private final List<Consumer<Set<String>>> touches = new CopyOnWriteArrayList<>();
  private final List<Map<String, Object>> log = new CopyOnWriteArrayList<>();
  private Controls controls = Controls.defaults();
  private String missing = "";

  @Override
  public synchronized Controls current() {
    return controls;
  }

  @Override
  public synchronized Controls change(Function<Controls, Map<String, Object>> changes) {
    Map<String, Object> wanted = changes.apply(controls);
    if (!missing.isEmpty() && missing.equals(wanted.get("model"))) {
      throw new InvalidValueException("model", missing, "a model that is here", "");
    }
    controls = controls.with(wanted);
    if (!wanted.isEmpty()) {
      log.add(wanted);
    }
    return controls;
  }

  @Override
  public void onTouch(Consumer<Set<String>> listener) {
    touches.add(listener);
  }

  @Override
  public synchronized String refusal(Map<String, Object> values) {
    return !missing.isEmpty() && missing.equals(values.get("model")) ? missing + " is gone" : "";
  }

  /** Somebody changes controls by hand. */
  synchronized void touch(Map<String, Object> values) {
    controls = controls.with(values);
    touches.forEach(listener -> listener.accept(values.keySet()));
  }

  /** A model that cannot be had from now on. */
  synchronized void lose(String model) {
    missing = model;
  }

  /** The value in force. */
  Object value(String control) {
    return String.valueOf(Controls.table().values(current()).get(control));
  }

  /** All changes that presets made, in order. */
  List<Map<String, Object>> changes() {
    return log;
  }
}
