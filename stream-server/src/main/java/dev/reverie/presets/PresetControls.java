package dev.reverie.presets;

import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Spec;
import dev.reverie.config.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which controls a preset keeps: those that make the look. */
public final class PresetControls {
  /**
   * Not part of a look. They fit the machine (precision, quality, fps, jpeg-quality), keep viewers
   * safe (flash), fit the room and its camera (motion-threshold, idle), or walk through looks
   * themselves (tour, tour-seconds): a preset that came from elsewhere must not change them.
   */
  private static final Set<String> LEFT_ALONE =
      Set.of(
          "precision",
          "quality",
          "tour",
          "tour-seconds",
          "motion-threshold",
          "idle",
          "fps",
          "flash",
          "jpeg-quality");

  private PresetControls() {}

  /** Whether presets keep the control of this canonical name. */
  static boolean keeps(String name) {
    return !LEFT_ALONE.contains(name);
  }

  /** The controls that presets keep, in the table's order. */
  public static List<Spec> specs() {
    return Controls.table().specs().stream().filter(spec -> keeps(spec.name())).toList();
  }

  /**
   * Values as the table of controls writes them: by canonical name, parsed, in the table's order.
   *
   * @throws InvalidValueException for the first control that does not exist or is not kept in
   *     presets, for a value that is not allowed, and if there is none at all
   */
  static Map<String, Object> checked(Map<String, ?> raw) {
    Table<Controls> table = Controls.table();
    if (raw.isEmpty()) {
      throw new InvalidValueException(
          "values", "{}", "the value of at least one control, for example {\"step\": 2}", "");
    }
    for (Map.Entry<String, ?> entry : raw.entrySet()) {
      String name = table.spec(entry.getKey()).name();
      if (!keeps(name)) {
        throw new InvalidValueException(
            "values",
            name,
            "the controls that make the look: " + names(),
            name + " belongs to the machine, the room or the viewers");
      }
    }
    Map<String, Object> all = table.values(table.build(raw));
    Set<String> given = raw.keySet().stream().map(Table::canonical).collect(Collectors.toSet());
    all.keySet().retainAll(given);
    return all;
  }

  /** All that a preset can keep of {@code controls}. */
  static Map<String, Object> of(Controls controls) {
    Map<String, Object> values = Controls.table().values(controls);
    values.keySet().removeIf(name -> !keeps(name));
    return values;
  }

  /** A whole look: what {@code values} leave out is at its default. */
  static Map<String, Object> whole(Map<String, ?> values) {
    Map<String, Object> all = new LinkedHashMap<>(of(Controls.defaults()));
    all.putAll(checked(values));
    return all;
  }

  private static String names() {
    return specs().stream().map(Spec::name).collect(Collectors.joining(", "));
  }
}
