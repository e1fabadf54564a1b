package dev.reverie.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name somebody probably meant. */
public final class Names {
  /** Longer than any name; beyond it a comparison would only cost time. */
  private static final int MAX_LENGTH = 64;

  private Names() {}

  /**
   * The refusal of a name that is not among {@code known}, with the nearest one proposed where one
   * is near.
   *
   * @param field what kind of name it is ({@code "layer"}) or where it stood
   */
  public static InvalidValueException unknown(String field, String name, Collection<String> known) {
    String hint = nearest(name, known).map(k -> "did you mean '" + k + "'?").orElse("");
    return new InvalidValueException(field, name, "one of " + String.join(", ", known), hint);
  }

  /** The one of {@code known} that {@code name} is probably a misspelling of, whatever its case. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    if (name.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(k -> distance(wanted, k.toLowerCase(Locale.ROOT))))
        .filter(k -> distance(wanted, k.toLowerCase(Locale.ROOT)) <= tolerance(k));
  }

  /** How many edits away a name may be and still be taken for {@code known}. */
  private static int tolerance(String known) {
    return known.length() <= 3 ? 1 : Math.max(2, known.length() / 3);
  }

  /** Levenshtein's edit distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
