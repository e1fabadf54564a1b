package dev.reverie.dream.engine;

import dev.reverie.config.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** The numbers that an engine computes with. The objective and the picture are always float32. */
public enum Precision {
  /** Single precision: what the reference cases are met with. */
  FLOAT32("float32"),

  /**
   * The upper half of a float32: its range with 8 bits of precision. Products are summed in
   * float32.
   */
  BFLOAT16("bfloat16");

  private final String label;

  Precision(String label) {
    this.label = label;
  }

  /** The name it is chosen and shown by. */
  public String label() {
    return label;
  }

  /**
   * The precision that the control {@code precision} asks for.
   *
   * @return null for {@code auto}
   * @throws InvalidValueException if there is no such precision
   */
  public static @Nullable Precision wanted(String name) {
    if (name.equals("auto")) {
      return null;
    }
    for (Precision precision : values()) {
      if (precision.label.equals(name)) {
        return precision;
      }
    }
    throw new InvalidValueException("precision", name, "one of auto, float32, bfloat16", "");
  }
}
