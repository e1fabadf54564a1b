package dev.reverie.config;

import org.jspecify.annotations.Nullable;

/**
 * A name or value that Reverie was given and cannot take. The message is one line that names the
 * value, what is allowed and, where there is one, the nearest thing that would have worked: fit to
 * show to whoever typed it.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 80;

  private final String field;
  private final String value;
  private final String allowed;

  /** For a value that {@code spec} does not allow. */
  InvalidValueException(Spec spec, Object raw) {
    this(spec.name(), spec.secret() ? "***" : raw.toString(), spec.allowed(), "");
  }

  /**
   * @param field the name that was given
   * @param value what was given for it
   * @param allowed what would have been allowed, as a noun phrase
   * @param hint a further clause for the message ("did you mean ...?"), or empty
   */
  public InvalidValueException(String field, String value, String allowed, String hint) {
    this(
        field
            + ": '"
            + shorten(value)
            + "' is not allowed; use "
            + allowed
            + (hint.isEmpty() ? "" : " (" + hint + ")"),
        field,
        value,
        allowed,
        (Throwable) null);
  }

  /** For a refusal that needs a sentence of its own. */
  InvalidValueException(
      String message, String field, String value, String allowed, @Nullable Throwable cause) {
    super(message, cause);
    this.field = field;
    this.value = shorten(value);
    this.allowed = allowed;
  }

  /** This refusal with {@code label} (where and how the value was given) in the field's place. */
  InvalidValueException as(String label) {
    return new InvalidValueException(
        label + ": '" + value + "' is not allowed; use " + allowed, field, value, allowed, this);
  }

  /** The setting or control that the value was meant for. */
  public String field() {
    return field;
  }

  /** The refused value, cut to a length fit to show. */
  public String value() {
    return value;
  }

  /** What is allowed instead. */
  public String allowed() {
    return allowed;
  }

  /** {@code text} on one line and short enough to show: no control, format or line characters. */
  static String shorten(String text) {
    String cut = text.length() <= SHOWN ? text : text.substring(0, end(text)) + "...";
    return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  /** Where to cut without halving a character. */
  private static int end(String text) {
    return Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
  }
}
