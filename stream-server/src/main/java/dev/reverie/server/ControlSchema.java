package dev.reverie.server;

import dev.reverie.config.Controls;
import dev.reverie.config.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of controls as JSON-able values: what the page builds its widgets from. */
final class ControlSchema {
  private ControlSchema() {}

  /** One description per control, in the table's order. */
  static List<Map<String, Object>> describe() {
    return Controls.table().specs().stream().map(ControlSchema::describe).toList();
  }

  /** Every control's value by name, in the table's order. */
  static Map<String, Object> values(Controls controls) {
    return Controls.table().values(controls);
  }

  private static Map<String, Object> describe(Spec spec) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", spec.name());
    map.put("group", spec.group());
    map.put("help", spec.help());
    if (spec instanceof Spec.Numeric n) {
      map.put("type", n.whole() ? "integer" : "number");
      map.put("default", n.defaultValue());
      map.put("min", number(n.min(), n.whole()));
      map.put("max", number(n.max(), n.whole()));
      map.put("step", number(n.by(), n.whole()));
      map.put("unit", n.unit());
    } else if (spec instanceof Spec.Choice c) {
      map.put("type", "choice");
      map.put("default", c.defaultValue());
      map.put("choices", c.choices());
    } else {
      map.put("type", spec instanceof Spec.Toggle ? "boolean" : "text");
      map.put("default", spec.defaultValue());
    }
    return map;
  }

  private static Number number(double value, boolean whole) {
    return whole ? (Number) Math.round(value) : (Number) value;
  }
}
