package dev.reverie.presets;

import dev.reverie.config.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds, replaces and refuses presets in lists of them, by their names. */
final class PresetLists {
  private PresetLists() {}

  /**
   * Refuses a name that one of {@code taken} bears.
   *
   * @param field where the name was given, for the message
   */
  static void requireFree(String field, String name, List<Preset> taken) {
    int at = index(taken, name);
    if (at >= 0) {
      throw conflict(
          "there is a preset '" + taken.get(at).name() + "' already; choose another name",
          field,
          name,
          "a name that is free");
    }
  }

  /**
   * Refuses presets whose names are taken, all of them at once.
   *
   * @param replace whether only those that cannot be replaced are in {@code known}
   */
  static void requireNoConflicts(List<Preset> fresh, List<Preset> known, boolean replace) {
    String taken =
        fresh.stream()
            .map(Preset::name)
            .filter(name -> index(known, name) >= 0)
            .collect(Collectors.joining(", "));
    if (!taken.isEmpty()) {
      throw conflict(
          replace
              ? "these presets come with Reverie and cannot be replaced: "
                  + taken
                  + "; give yours other names"
              : "these presets are there already: "
                  + taken
                  + "; import with replace=1 to replace your own, or give them other names",
          "name",
          taken,
          "names that are free");
    }
  }

  /** Where the preset of that name is, however it is written; -1 if there is none. */
  static int index(List<Preset> presets, String name) {
    String key = Preset.key(name);
    for (int i = 0; i < presets.size(); i++) {
      if (presets.get(i).key().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where the preset of that name is.
   *
   * @throws PresetException that proposes the nearest name, if there is none
   */
  static int requireIndex(List<Preset> presets, String name) {
    int at = index(presets, name);
    if (at < 0) {
      String near =
          Names.nearest(name, presets.stream().map(Preset::name).toList())
              .map(found -> "did you mean '" + found + "'?")
              .orElse("GET /api/presets lists them");
      throw new PresetException(
          PresetException.Kind.UNKNOWN,
          "there is no preset '" + shown(name) + "' here; " + near,
          "preset",
          shown(name),
          "the name of a preset");
    }
    return at;
  }

  /** A name that somebody sent, fit to show. */
  private static String shown(String name) {
    String plain = name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    return plain.codePointCount(0, plain.length()) <= Preset.MAX_NAME
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, Preset.MAX_NAME)) + "...";
  }

  /**
   * {@code before} with one in the place of another.
   *
   * @param at the other's place; negative to add {@code by} at the end
   * @throws PresetException if there are too many then
   */
  static List<Preset> replaced(List<Preset> before, int at, Preset by) {
    List<Preset> after = new ArrayList<>(before);
    if (at >= 0) {
      after.set(at, by);
    } else {
      after.add(by);
    }
    if (after.size() > Presets.MAX_PRESETS) {
      throw conflict(
          "there are "
              + Presets.MAX_PRESETS
              + " presets already, as many as there can be; remove some",
          "name",
          by.name(),
          "at most " + Presets.MAX_PRESETS + " presets");
    }
    return after;
  }

  /** The refusal of something that does not go together with what is there. */
  static PresetException conflict(String message, String field, String value, String allowed) {
    return new PresetException(PresetException.Kind.CONFLICT, message, field, value, allowed);
  }
}
