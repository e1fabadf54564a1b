package dev.reverie.presets;

import org.jspecify.annotations.Nullable;

/** Something about presets that cannot be done, in one line for whoever asked. */
public final class PresetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is in the way. */
  public enum Kind {
    /** What was sent is no presets. */
    MALFORMED,
    /** There is no preset of that name. */
    UNKNOWN,
    /** It does not go together with what is there. */
    CONFLICT,
    /** The file of presets cannot be read or written. */
    STORE
  }

  private final Kind kind;
  private final String field;
  private final String value;
  private final String allowed;

  /**
   * @param field what was given that is in the way; empty if nothing was
   * @param value its value
   * @param allowed what is allowed instead, as a noun phrase
   */
  PresetException(Kind kind, String message, String field, String value, String allowed) {
    super(message);
    this.kind = kind;
    this.field = field;
    this.value = value;
    this.allowed = allowed;
  }

  /** For what no value that was given is to blame for. */
  PresetException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    field = "";
    value = "";
    allowed = "";
  }

  /** What is in the way. */
  public Kind kind() {
    return kind;
  }

  /** What was given that is in the way; empty if nothing was. */
  public String field() {
    return field;
  }

  /** The value of {@link #field}. */
  public String value() {
    return value;
  }

  /** What is allowed for {@link #field} instead. */
  public String allowed() {
    return allowed;
  }
}
