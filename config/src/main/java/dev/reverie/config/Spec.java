package dev.reverie.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The declaration of one setting or control, and the rule that turns raw input (a word from the
 * command line or the environment, a node of a YAML or JSON document) into its value.
 */
public sealed interface Spec {

  /** Kebab-case name; the same on the command line, in files and over HTTP. */
  String name();

  /** The heading it stands under. */
  String group();

  /** One sentence for people. */
  String help();

  /** The value when nobody says otherwise. */
  Object defaultValue();

  /** The allowed values in words, for error messages and help. */
  String allowed();

  /**
   * The value that {@code raw} stands for.
   *
   * @param raw a {@link String}, {@link Number} or {@link Boolean}
   * @throws InvalidValueException if it is not one of the allowed values
   */
  Object parse(Object raw);

  /** Whether its value must stay out of messages, logs and listings. */
  default boolean secret() {
    return false;
  }

  /** Upper-case name of the environment variable that sets it. */
  default String environmentVariable() {
    return "REVERIE_" + name().replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * A number in {@code [min, max]}; {@code whole} ones are {@link Integer}, others {@link Double}.
   */
  record Numeric(
      String name,
      String group,
      String help,
      Number defaultValue,
      double min,
      double max,
      double by,
      String unit,
      boolean whole)
      implements Spec {

    @Override
    public String allowed() {
      String range = format(min) + " to " + format(max);
      return (whole ? "a whole number from " : "a number from ")
          + range
          + (unit.isEmpty() ? "" : " " + unit);
    }

    // Plain decimal notation: parseDouble alone would take 0x1p4, 3f and 3d as well. The length is
    // bounded so that a hostile value costs nothing.
    private static final Pattern DECIMAL =
        Pattern.compile("(?=.{1,64}$)[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    @Override
    public Number parse(Object raw) {
      double value = number(raw);
      // The comparison is written so that NaN fails it.
      if (!(value >= min && value <= max) || (whole && value != Math.rint(value))) {
        throw new InvalidValueException(this, raw);
      }
      if (whole) {
        return (int) value;
      }
      return value + 0.0; // makes -0.0 an ordinary zero
    }

    private static double number(Object raw) {
      if (raw instanceof Number n) {
        return n.doubleValue();
      }
      String text = raw.toString().trim();
      return DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    }

    static String format(double number) {
      return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
  }

  /** On or off. */
  record Toggle(String name, String group, String help, Boolean defaultValue) implements Spec {
    @Override
    public String allowed() {
      return "on or off";
    }

    @Override
    public Boolean parse(Object raw) {
      if (raw instanceof Boolean b) {
        return b;
      }
      return switch (raw.toString().trim().toLowerCase(Locale.ROOT)) {
        case "true", "on", "yes", "1" -> true;
        case "false", "off", "no", "0" -> false;
        default -> throw new InvalidValueException(this, raw);
      };
    }
  }

  /** One word of a closed list. */
  record Choice(String name, String group, String help, String defaultValue, List<String> choices)
      implements Spec {
    @Override
    public String allowed() {
      return "one of " + String.join(", ", choices);
    }

    @Override
    public String parse(Object raw) {
      String word = raw.toString().trim();
      for (String choice : choices) {
        if (choice.equalsIgnoreCase(word)) {
          return choice;
        }
      }
      throw new InvalidValueException(this, raw);
    }
  }

  /** Any text of at most {@value #MAX_LENGTH} characters without control characters. */
  record Text(String name, String group, String help, String defaultValue, boolean secret)
      implements Spec {
    /** Longer than any path or URL in use; short enough that a hostile value costs nothing. */
    public static final int MAX_LENGTH = 2048;

    @Override
    public String allowed() {
      return "text of at most " + MAX_LENGTH + " characters on one line";
    }

    @Override
    public String parse(Object raw) {
      String text = raw.toString().trim();
      if (text.length() > MAX_LENGTH || text.chars().anyMatch(Character::isISOControl)) {
        throw new InvalidValueException(this, raw);
      }
      return text;
    }
  }
}
