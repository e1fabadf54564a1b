package dev.reverie.presets;

import dev.reverie.config.InvalidValueException;
import java.text.Normalizer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The values of some controls under a name. Immutable.
 *
 * @param name 1 to {@value #MAX_NAME} characters, as {@link #checkedName} gives it back
 * @param description a line for people, of at most {@value #MAX_DESCRIPTION} characters; may be
 *     empty
 * @param values numbers, booleans and text by control name, as somebody wrote them: {@link
 *     PresetControls#checked} says whether this version of Reverie takes them
 */
public record Preset(String name, String description, Map<String, Object> values) {
  /** Longest name, in characters as people count them. */
  public static final int MAX_NAME = 60;

  /** Longest description. */
  public static final int MAX_DESCRIPTION = 500;

  /**
   * @throws InvalidValueException if the name or the description is not allowed
   */
  public Preset {
    name = checkedName("name", name);
    description = checkedDescription(description);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * A name as presets bear it: without blanks around it, accents and syllables composed, so that
   * the same name typed on two machines is the same.
   *
   * @param field where it was given, for the message
   * @throws InvalidValueException if it is empty, too long, or could not stand in an address
   */
  static String checkedName(String field, String raw) {
    String name = Normalizer.normalize(raw, Normalizer.Form.NFC).strip();
    // A server refuses addresses that hold these even when they are escaped: they can hide a path.
    boolean hidesPath =
        name.chars().anyMatch(c -> c == '/' || c == '\\' || c == '%') || name.matches("\\.+");
    if (name.isEmpty()
        || name.codePointCount(0, name.length()) > MAX_NAME
        || hidesPath
        || !isOnePlainLine(name)) {
      throw new InvalidValueException(
          field,
          raw,
          "1 to " + MAX_NAME + " characters on one line, without / \\ and %, and not only dots",
          "");
    }
    return name;
  }

  private static String checkedDescription(String raw) {
    String text = raw.strip();
    if (text.length() > MAX_DESCRIPTION || !isOnePlainLine(text)) {
      throw new InvalidValueException(
          "description", raw, "text of at most " + MAX_DESCRIPTION + " characters on one line", "");
    }
    return text;
  }

  private static boolean isOnePlainLine(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR,
                      Character.SURROGATE ->
                      true;
                  default -> false;
                });
  }

  /** What two presets must not have in common: names are told apart ignoring their case. */
  String key() {
    return key(name);
  }

  /** The key of a name, however it is written. */
  static String key(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).strip().toLowerCase(Locale.ROOT);
  }
}
