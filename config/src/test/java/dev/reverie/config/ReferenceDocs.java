package dev.reverie.config;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Writes the two pages that people read about settings and controls, from the tables. */
final class ReferenceDocs {
  private static final int WIDTH = 96;

  private ReferenceDocs() {}

  /** {@code config/reverie.yaml}: every name with its help, range and default, commented out. */
  static String exampleFile() {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        """
        # Reverie's configuration: every setting and control with its default.
        #
        # Copy this file, take the '#' from the lines you want to change, and start with
        #   ./reverie serve --config FILE        (or name it in REVERIE_CONFIG)
        # Stronger than this file are environment variables (REVERIE_...), and stronger than those is
        # the command line. A name that does not exist and a value out of range stop the start, with
        # the line they stand on.
        #
        # Generated from the tables of settings and controls; CONTRIBUTING.md says how.
        """);
    section(yaml, "Settings: fixed while Reverie runs; a change needs a restart", Settings.table());
    section(
        yaml, "Controls: where the live controls start; the page changes them", Controls.table());
    return yaml.toString();
  }

  private static void section(StringBuilder yaml, String title, Table<?> table) {
    yaml.append("\n# ==== ").append(title).append(" ====\n");
    String group = "";
    for (Spec spec : table.specs()) {
      if (!spec.group().equals(group)) {
        group = spec.group();
        yaml.append("\n# ---- ").append(group).append(" ----\n");
      }
      yaml.append('\n');
      wrap(spec.help()).forEach(line -> yaml.append("# ").append(line).append('\n'));
      wrap(sentence(spec.allowed()) + " (" + spec.environmentVariable() + ")")
          .forEach(line -> yaml.append("# ").append(line).append('\n'));
      yaml.append('#').append(spec.name()).append(": ").append(quoted(spec)).append('\n');
    }
  }

  /** {@code docs/controls.md}: both tables in Markdown. */
  static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Settings and controls

        Everything Reverie can be told. Each name works the same everywhere: as an option
        (`--octave-scale 1.3`), as an environment variable, as a line of a YAML file
        (`octave-scale: 1.3`, see [config/reverie.yaml](../config/reverie.yaml)). Where several say
        something, the command line beats the environment, which beats the file, which beats the default.
        Switches take `on`/`off`, `true`/`false`, `yes`/`no` or `1`/`0`.

        This page is generated from the tables in
        [Settings](../config/src/main/java/dev/reverie/config/Settings.java) and
        [Controls](../config/src/main/java/dev/reverie/config/Controls.java);
        [CONTRIBUTING](../CONTRIBUTING.md) says how.

        ## Settings

        Fixed while Reverie runs; a change needs a restart.
        """);
    table(page, Settings.table());
    page.append(
        """

        ## Controls

        Live: the values here are where they start. The page changes them, and so does
        `PATCH /api/controls` with a JSON object of names and values, all or nothing.
        """);
    table(page, Controls.table());
    page.append(
        """

        ## Further environment variables

        | variable | what it does |
        |---|---|
        | `REVERIE_CONFIG` | the YAML file to read where `--config` names none |
        | `REVERIE_MODELS` | another name for `REVERIE_MODELS_DIR` |
        | `REVERIE_JAVA_OPTS` | further options for the Java machine that `./reverie` starts |
        | `REVERIE_NO_BUILD` | `1` makes `./reverie` run what was built last, whatever has changed since |
        | `REVERIE_NO_INSTALL` | `1` keeps `./reverie` and `./check` from installing packages |
        | `REVERIE_CHROMIUM` | the browser that `./check` tests with |

        Any other variable that starts with `REVERIE_` is taken for a misspelling and refused.
        """);
    return page.toString();
  }

  private static void table(StringBuilder page, Table<?> table) {
    page.append(
        "\n| name | type | range | unit | default | environment variable | what it does |\n");
    page.append("|---|---|---|---|---|---|---|\n");
    for (Spec spec : table.specs()) {
      String unit = spec instanceof Spec.Numeric n ? n.unit() : "";
      List<String> cells =
          List.of(
              "`" + spec.name() + "`",
              type(spec),
              range(spec),
              unit,
              spec.defaultValue().equals("") ? "empty" : "`" + written(spec) + "`",
              "`" + spec.environmentVariable() + "`",
              spec.help());
      page.append(
          cells.stream()
              .map(cell -> cell.replace("|", "\\|"))
              .collect(Collectors.joining(" | ", "| ", " |\n")));
    }
  }

  private static String type(Spec spec) {
    if (spec instanceof Spec.Numeric n) {
      return n.whole() ? "whole number" : "number";
    }
    if (spec instanceof Spec.Toggle) {
      return "switch";
    }
    return spec instanceof Spec.Choice ? "choice" : spec.secret() ? "secret text" : "text";
  }

  private static String range(Spec spec) {
    if (spec instanceof Spec.Numeric n) {
      return Spec.Numeric.format(n.min()) + " to " + Spec.Numeric.format(n.max());
    }
    if (spec instanceof Spec.Choice c) {
      return c.choices().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }
    return spec instanceof Spec.Toggle ? "`on`, `off`" : "";
  }

  /** The default as one would type it. */
  static String written(Spec spec) {
    Object value = spec.defaultValue();
    if (value instanceof Boolean on) {
      return on ? "on" : "off";
    }
    if (value instanceof Number number) {
      return Spec.Numeric.format(number.doubleValue());
    }
    return Objects.toString(value);
  }

  private static String quoted(Spec spec) {
    return written(spec).isEmpty() ? "''" : written(spec);
  }

  private static String sentence(String phrase) {
    return phrase.substring(0, 1).toUpperCase(Locale.ROOT) + phrase.substring(1) + ".";
  }

  private static List<String> wrap(String text) {
    StringBuilder wrapped = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        wrapped.append('\n');
        column = 0;
      } else if (column > 0) {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += word.length();
    }
    return wrapped.toString().lines().toList();
  }
}
