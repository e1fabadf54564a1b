package dev.reverie.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The settings or controls that a record declares with {@link Knob}, in the order of its
 * components.
 *
 * @param <R> the record
 */
public final class Table<R extends Record> {
  private static final ClassValue<Table<?>> TABLES =
      new ClassValue<>() {
        @Override
        protected Table<?> computeValue(Class<?> type) {
          return new Table<>(type.asSubclass(Record.class));
        }
      };

  private final Map<String, RecordComponent> components = new LinkedHashMap<>();
  private final Map<String, Spec> specs = new LinkedHashMap<>();
  private final Constructor<R> constructor;

  private Table(Class<R> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      Spec spec = spec(component);
      specs.put(spec.name(), spec);
      components.put(spec.name(), component);
    }
    try {
      constructor =
          type.getDeclaredConstructor(
              Stream.of(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without its canonical constructor: " + type, e);
    }
  }

  @SuppressWarnings("unchecked") // computeValue makes the table of exactly this class
  static <R extends Record> Table<R> of(Class<R> type) {
    return (Table<R>) TABLES.get(type);
  }

  /** All declarations, in order. */
  public List<Spec> specs() {
    return List.copyOf(specs.values());
  }

  /** Whether {@code name} (in any of its {@linkplain #canonical spellings}) is declared here. */
  public boolean has(String name) {
    return specs.containsKey(canonical(name));
  }

  /**
   * The declaration of {@code name}.
   *
   * @throws InvalidValueException that proposes the nearest name, if there is none
   */
  public Spec spec(String name) {
    Spec spec = specs.get(canonical(name));
    if (spec == null) {
      throw Names.unknown("name", name, specs.keySet());
    }
    return spec;
  }

  /** The values of {@code record} by name, in order. */
  public Map<String, Object> values(R record) {
    Map<String, Object> values = new LinkedHashMap<>();
    components.forEach((name, component) -> values.put(name, read(component, record)));
    return values;
  }

  /** The values of {@code record} as one line for a log: secrets are masked. */
  String describe(R record) {
    Map<String, Object> shown = values(record);
    shown.replaceAll((name, value) -> spec(name).secret() && !value.equals("") ? "***" : value);
    return shown.toString();
  }

  /**
   * A record with the given raw values, and defaults for the rest.
   *
   * @throws InvalidValueException for the first unknown name or value that is not allowed
   */
  public R build(Map<String, ?> raw) {
    Map<String, Object> values = new LinkedHashMap<>();
    specs.forEach((name, spec) -> values.put(name, spec.defaultValue()));
    return construct(values, raw);
  }

  /** {@code record} with some raw values replaced, all or none. */
  R change(R record, Map<String, ?> raw) {
    return construct(values(record), raw);
  }

  private R construct(Map<String, Object> values, Map<String, ?> raw) {
    raw.forEach(
        (name, value) -> {
          Spec spec = spec(name);
          // A document can hold more than words, numbers and switches; a list's toString is no
          // text.
          if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
            throw new InvalidValueException(spec, String.valueOf(value));
          }
          values.put(spec.name(), spec.parse(value));
        });
    try {
      return constructor.newInstance(values.values().toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + constructor.getDeclaringClass(), e);
    }
  }

  /**
   * {@code octaveScale}, {@code octave_scale} and {@code OCTAVE-SCALE} are all {@code
   * octave-scale}.
   */
  public static String canonical(String name) {
    return name.trim()
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
        .replace('_', '-')
        .toLowerCase(Locale.ROOT);
  }

  private static Spec spec(RecordComponent component) {
    Knob knob = component.getAnnotation(Knob.class);
    if (knob == null) {
      throw new IllegalStateException("no @Knob on " + component);
    }
    String name = canonical(component.getName());
    Class<?> type = component.getType();
    Spec untried;
    if (type == int.class || type == double.class) {
      boolean whole = type == int.class;
      Number value =
          whole ? (Number) Integer.valueOf(knob.value()) : (Number) Double.valueOf(knob.value());
      untried =
          new Spec.Numeric(
              name,
              knob.group(),
              knob.help(),
              value,
              knob.min(),
              knob.max(),
              knob.by(),
              knob.unit(),
              whole);
    } else if (type == boolean.class) {
      untried = new Spec.Toggle(name, knob.group(), knob.help(), knob.value().equals("on"));
    } else if (knob.choices().length > 0) {
      untried =
          new Spec.Choice(
              name, knob.group(), knob.help(), knob.value(), Arrays.asList(knob.choices()));
    } else {
      untried = new Spec.Text(name, knob.group(), knob.help(), knob.value(), knob.secret());
    }
    untried.parse(knob.value());
    return untried;
  }

  private static Object read(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
