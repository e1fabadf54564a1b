package dev.reverie.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts the configuration together: defaults, over them the YAML file, over that the environment,
 * over that the command line. Every value of every source is checked, also one that a stronger
 * source replaces. No file is read unless it is named.
 */
public final class ConfigLoader {
  /** Names the configuration file where the command line does not. */
  public static final String CONFIG_VARIABLE = "REVERIE_CONFIG";

  /** Another name of the variable that sets {@code models-dir}. */
  public static final String MODELS_VARIABLE = "REVERIE_MODELS";

  private static final String PREFIX = "REVERIE_";

  /** Variables that belong to the start scripts and say nothing to the program. */
  static final Set<String> LAUNCHER_VARIABLES =
      Set.of("REVERIE_CHROMIUM", "REVERIE_JAVA_OPTS", "REVERIE_NO_BUILD", "REVERIE_NO_INSTALL");

  private final Map<String, Spec> specs = new LinkedHashMap<>();
  private final Map<String, Spec> variables = new LinkedHashMap<>();

  /** A loader of {@link Settings} and {@link Controls}. */
  public ConfigLoader() {
    Settings.table().specs().forEach(this::add);
    Controls.table().specs().forEach(this::add);
    variables.put(MODELS_VARIABLE, Settings.table().spec("models-dir"));
  }

  private void add(Spec spec) {
    specs.put(spec.name(), spec);
    variables.put(spec.environmentVariable(), spec);
  }

  /**
   * The configuration that the sources make together.
   *
   * @param file the YAML file named on the command line; if empty, the one that {@value
   *     #CONFIG_VARIABLE} names, if any
   * @param environment the process's environment; variables that don't start with {@code REVERIE_}
   *     are none of Reverie's business
   * @param options raw values of the command line's options by name, without dashes in front
   * @throws InvalidValueException for the first thing that is not allowed: its message says where
   *     it stands (file and line, variable or option), what is allowed and what was probably meant
   */
  public Config load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
    Map<String, Object> values = new LinkedHashMap<>();
    file.or(() -> fileNamedIn(environment)).ifPresent(path -> readFile(path, values));
    readEnvironment(environment, values);
    readOptions(options, values);

    Map<String, Object> settings = new LinkedHashMap<>(values);
    settings.keySet().removeIf(name -> !Settings.table().has(name));
    values.keySet().removeAll(settings.keySet());
    return new Config(Settings.table().build(settings), Controls.table().build(values));
  }

  private static Optional<Path> fileNamedIn(Map<String, String> environment) {
    String name = environment.getOrDefault(CONFIG_VARIABLE, "").trim();
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      throw new InvalidValueException(CONFIG_VARIABLE, name, "the path of a YAML file", "");
    }
  }

  private void readFile(Path file, Map<String, Object> values) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (YamlFile.Entry entry : new YamlFile(file).read()) {
      String place =
          InvalidValueException.shorten(file.toString()) + " line " + entry.line() + ": ";
      Spec spec = specs.get(Table.canonical(entry.name()));
      if (spec == null) {
        throw unknown(place + "unknown name", "", entry.name(), specs.keySet());
      }
      Integer first = lines.putIfAbsent(spec.name(), entry.line());
      if (first != null) {
        throw new InvalidValueException(
            place + "'" + spec.name() + "' is set on line " + first + " already; keep one of them",
            spec.name(),
            entry.name(),
            "each name once",
            null);
      }
      values.put(spec.name(), parse(spec, entry.value(), place + spec.name()));
    }
  }

  private void readEnvironment(Map<String, String> environment, Map<String, Object> values) {
    Map<String, String> givenAs = new LinkedHashMap<>();
    // Sorted, so that of several mistakes the same one is reported every time.
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (!variable.startsWith(PREFIX)
                  || variable.equals(CONFIG_VARIABLE)
                  || LAUNCHER_VARIABLES.contains(variable)) {
                return;
              }
              Spec spec = variables.get(variable);
              if (spec == null) {
                throw unknownVariable(variable);
              }
              String other = givenAs.putIfAbsent(spec.name(), variable);
              if (other != null) {
                throw new InvalidValueException(
                    "environment: " + other + " and " + variable + " mean the same; unset one",
                    spec.name(),
                    variable,
                    "one of the two",
                    null);
              }
              values.put(spec.name(), parse(spec, value, variable));
            });
  }

  private void readOptions(Map<String, String> options, Map<String, Object> values) {
    options.forEach(
        (name, value) -> {
          Spec spec = specs.get(Table.canonical(name));
          if (spec == null) {
            throw unknown("unknown option", "--", name, specs.keySet());
          }
          values.put(spec.name(), parse(spec, value, "--" + spec.name()));
        });
  }

  private static Object parse(Spec spec, String raw, String label) {
    try {
      return spec.parse(raw);
    } catch (InvalidValueException e) {
      throw e.as(label);
    }
  }

  private InvalidValueException unknownVariable(String variable) {
    Set<String> known = new TreeSet<>(variables.keySet());
    known.add(CONFIG_VARIABLE);
    known.addAll(LAUNCHER_VARIABLES);
    return unknown(
        "environment: unknown variable",
        PREFIX,
        variable.substring(PREFIX.length()),
        known.stream().map(name -> name.substring(PREFIX.length())).toList());
  }

  /**
   * A refusal such as {@code reverie.yaml line 12: unknown name 'sterp'; did you mean 'step'?}.
   *
   * @param prefix stands in front of the name and of the proposed one, but is not compared
   */
  private static InvalidValueException unknown(
      String what, String prefix, String name, Collection<String> known) {
    String help =
        Names.nearest(name, known)
            .map(near -> "did you mean '" + prefix + near + "'?")
            .orElse("docs/controls.md lists all names");
    return new InvalidValueException(
        what + " '" + prefix + InvalidValueException.shorten(name) + "'; " + help,
        prefix + InvalidValueException.shorten(name),
        name,
        "one of " + String.join(", ", known),
        null);
  }
}
