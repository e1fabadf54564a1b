package dev.reverie.app;

import dev.reverie.config.Config;
import dev.reverie.config.ConfigLoader;
import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import dev.reverie.config.Spec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Turns the tables of settings and controls into command-line options, and what was given of them
 * into a configuration.
 */
final class TableOptions {
  private static final String CONFIG = "--config";

  private TableOptions() {}

  /** Adds every setting and control. */
  static void addAll(CommandSpec command) {
    add(
        command,
        Stream.concat(Settings.table().specs().stream(), Controls.table().specs().stream())
            .toList());
  }

  /** Adds the named settings and controls. */
  static void add(CommandSpec command, String... names) {
    add(command, Stream.of(names).map(TableOptions::spec).toList());
  }

  private static void add(CommandSpec command, List<Spec> specs) {
    command.addOption(
        OptionSpec.builder(CONFIG)
            .type(String.class)
            .paramLabel("FILE")
            .description("YAML file with settings and controls.")
            .build());
    for (Spec spec : specs) {
      OptionSpec.Builder option =
          OptionSpec.builder("--" + spec.name())
              .type(String.class)
              .paramLabel(label(spec))
              .description(description(spec));
      if (spec instanceof Spec.Toggle) {
        // "--mirror" alone, "--mirror=off" and "--no-mirror" all work.
        option.arity("0..1").fallbackValue("on");
        command.addOption(
            OptionSpec.builder("--no-" + spec.name())
                .arity("0")
                .type(boolean.class)
                .description("Same as --" + spec.name() + "=off.")
                .build());
      }
      command.addOption(option.build());
    }
  }

  /**
   * Defaults, file, environment and command line together.
   *
   * @param fallbacks this command's own defaults, by name; they stand in for the tables' where
   *     nobody sets anything else
   * @throws InvalidValueException for the first thing that is not allowed
   */
  static Config load(
      ParseResult result, Map<String, String> environment, Map<String, String> fallbacks) {
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : result.matchedOptions()) {
      if (option.userObject() != null) {
        continue; // the command's own, declared by an annotation, whatever its name
      }
      String name = option.longestName().substring(2);
      if (isOption(name)) {
        @Nullable Object value = option.getValue();
        if (value != null) {
          options.put(name, value.toString());
        }
      } else if (name.startsWith("no-") && isOption(name.substring(3))) {
        options.put(name.substring(3), "off");
      }
    }
    ConfigLoader loader = new ConfigLoader();
    Config config = loader.load(configFile(result), environment, options);
    Map<String, Object> values = new HashMap<>(Settings.table().values(config.settings()));
    values.putAll(Controls.table().values(config.controls()));
    fallbacks.forEach(
        (name, value) -> {
          Spec spec = spec(name);
          boolean set =
              options.containsKey(name) || environment.containsKey(spec.environmentVariable());
          if (!set && spec.defaultValue().equals(values.get(name))) {
            options.put(name, value);
          }
        });
    return loader.load(configFile(result), environment, options);
  }

  private static Optional<Path> configFile(ParseResult result) {
    @Nullable String file = result.matchedOptionValue(CONFIG, null);
    try {
      return file == null ? Optional.empty() : Optional.of(Path.of(file));
    } catch (InvalidPathException e) {
      throw new InvalidValueException("config", file, "the path of a YAML file", "");
    }
  }

  private static boolean isOption(String name) {
    return Settings.table().has(name) || Controls.table().has(name);
  }

  private static Spec spec(String name) {
    return Settings.table().has(name) ? Settings.table().spec(name) : Controls.table().spec(name);
  }

  private static String label(Spec spec) {
    if (spec instanceof Spec.Numeric numeric) {
      return numeric.unit().isEmpty()
          ? "N"
          : numeric.unit().toUpperCase(Locale.ROOT).replace(' ', '_');
    }
    if (spec instanceof Spec.Choice choice) {
      return String.join("|", choice.choices());
    }
    return spec instanceof Spec.Toggle ? "on|off" : "TEXT";
  }

  private static String description(Spec spec) {
    String allowed = spec instanceof Spec.Numeric ? " Allowed: " + spec.allowed() + "." : "";
    String value =
        spec instanceof Spec.Toggle toggle
            ? (toggle.defaultValue() ? "on" : "off")
            : spec.defaultValue().toString();
    return (spec.help() + allowed + (value.isEmpty() ? "" : " Default: " + value + "."))
        .replace("%", "%%");
  }
}
