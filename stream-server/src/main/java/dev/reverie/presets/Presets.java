package dev.reverie.presets;

import dev.reverie.config.Clock;
import dev.reverie.config.InvalidValueException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The presets: the shipped ones, which never change, and the user's own in their {@link
 * PresetFile}. Names are told apart ignoring their case, across both. Thread-safe.
 */
public final class Presets implements AutoCloseable {
  /** More than anybody finds anything among. */
  public static final int MAX_PRESETS = 500;

  /** Longest way to a preset, in seconds. */
  public static final double MAX_SECONDS = 600;

  private static final Logger log = LoggerFactory.getLogger(Presets.class);

  private final List<Preset> shipped = ShippedPresets.all();
  private final PresetFile file;
  private final PresetTarget target;
  private final Morpher morpher;
  private volatile String trouble = "";

  /**
   * A preset as it is listed.
   *
   * @param shipped whether it came with Reverie and cannot be changed
   * @param reason why it cannot be recalled now, in a sentence; empty if it can
   */
  public record Listed(Preset preset, boolean shipped, String reason) {}

  /**
   * What was saved.
   *
   * @param created whether there was none of that name
   */
  public record Saved(Preset preset, boolean created) {}

  /** Names of what an import brought. */
  public record Imported(List<String> added, List<String> replaced) {}

  /**
   * @param target not closed
   */
  public Presets(PresetFile file, PresetTarget target, Clock clock) {
    this.file = file;
    this.target = target;
    morpher = new Morpher(target, clock);
  }

  /**
   * All presets: the shipped ones, then the user's in their order; these are missing if their file
   * cannot be read, which {@link #note} then says.
   */
  public List<Listed> list() {
    List<Preset> own = own();
    return Stream.concat(
            shippedBeside(own).map(preset -> new Listed(preset, true, reason(preset))),
            own.stream().map(preset -> new Listed(preset, false, reason(preset))))
        .toList();
  }

  private List<Preset> own() {
    try {
      List<Preset> own = file.read();
      trouble = "";
      return own;
    } catch (PresetException e) {
      // The shipped ones are there all the same.
      String message = String.valueOf(e.getMessage());
      if (!message.equals(trouble)) {
        log.warn("{}", message);
      }
      trouble = message;
      return List.of();
    }
  }

  /** The shipped ones; where an update ships a name that the user has taken, the user's stays. */
  private Stream<Preset> shippedBeside(List<Preset> own) {
    return shipped.stream().filter(preset -> PresetLists.index(own, preset.name()) < 0);
  }

  private String reason(Preset preset) {
    try {
      return target.refusal(PresetControls.checked(preset.values()));
    } catch (InvalidValueException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** What people should know about the presets, in a sentence; empty if nothing. */
  public String note() {
    String now = trouble;
    return now.isEmpty() ? file.note() : now;
  }

  /**
   * Saves a preset of the user's, over one of that name if there is one.
   *
   * @throws InvalidValueException if the name or a value is not allowed
   * @throws PresetException if the name is a shipped one's, or it cannot be saved; then nothing has
   *     changed
   */
  public Saved save(String name, PresetJson.Draft draft) {
    Map<String, Object> given = draft.values();
    Map<String, Object> values =
        given == null ? PresetControls.of(target.current()) : PresetControls.checked(given);
    String description = draft.description();
    Preset preset = new Preset(name, description == null ? "" : description, values);
    AtomicBoolean created = new AtomicBoolean();
    List<Preset> kept = new ArrayList<>();
    file.update(
        before -> {
          int at = PresetLists.index(before, preset.name());
          if (at < 0) {
            requireNotShipped(name);
          }
          created.set(at < 0);
          Preset saved =
              at >= 0 && description == null
                  ? new Preset(preset.name(), before.get(at).description(), values)
                  : preset;
          kept.add(saved);
          return PresetLists.replaced(before, at, saved);
        });
    return new Saved(kept.get(0), created.get());
  }

  /**
   * Gives a preset of the user's another name.
   *
   * @throws InvalidValueException if the new name is not allowed
   * @throws PresetException if there is no such preset, it is a shipped one, the new name is taken,
   *     or it cannot be saved; then nothing has changed
   */
  public Preset rename(String name, String to) {
    String wanted = Preset.checkedName("to", to);
    PresetLists.requireFree("to", wanted, shipped);
    List<Preset> kept = new ArrayList<>();
    file.update(
        before -> {
          int at = requireOwn(before, name);
          Preset old = before.get(at);
          if (!old.key().equals(Preset.key(wanted))) {
            PresetLists.requireFree("to", wanted, before);
          }
          Preset renamed = new Preset(wanted, old.description(), old.values());
          kept.add(renamed);
          return PresetLists.replaced(before, at, renamed);
        });
    return kept.get(0);
  }

  /**
   * Removes a preset of the user's; returns its name.
   *
   * @throws PresetException if there is no such preset, it is a shipped one, or the file cannot be
   *     written; then nothing has changed
   */
  public String remove(String name) {
    List<String> removed = new ArrayList<>();
    file.update(
        before -> {
          List<Preset> after = new ArrayList<>(before);
          removed.add(after.remove(requireOwn(before, name)).name());
          return after;
        });
    return removed.get(0);
  }

  /**
   * Adds presets to the user's, all or none.
   *
   * @param replace whether those of the same names are to make way
   * @throws InvalidValueException for the first value that is not allowed
   * @throws PresetException if a name is given twice, is a shipped one's, or is there already and
   *     not to be replaced; it lists all such names. Then nothing has changed
   */
  public Imported add(List<Preset> presets, boolean replace) {
    Set<String> keys = new HashSet<>();
    List<Preset> checked = new ArrayList<>();
    for (Preset preset : presets) {
      if (!keys.add(preset.key())) {
        throw PresetLists.conflict(
            "'" + preset.name() + "' is there twice; keep one of them",
            "name",
            preset.name(),
            "each name once");
      }
      checked.add(checked(preset));
    }
    List<String> added = new ArrayList<>();
    List<String> replaced = new ArrayList<>();
    file.update(
        before -> {
          PresetLists.requireNoConflicts(
              checked, replace ? shippedBeside(before).toList() : both(before), replace);
          List<Preset> after = before;
          for (Preset preset : checked) {
            int at = PresetLists.index(after, preset.name());
            (at < 0 ? added : replaced).add(preset.name());
            after = PresetLists.replaced(after, at, preset);
          }
          return after;
        });
    return new Imported(added, replaced);
  }

  private static Preset checked(Preset preset) {
    try {
      return new Preset(
          preset.name(), preset.description(), PresetControls.checked(preset.values()));
    } catch (InvalidValueException e) {
      throw new PresetException(
          PresetException.Kind.MALFORMED,
          "preset '" + preset.name() + "': " + e.getMessage(),
          e.field(),
          e.value(),
          e.allowed());
    }
  }

  private List<Preset> both(List<Preset> own) {
    return Stream.concat(shippedBeside(own), own.stream()).toList();
  }

  /**
   * The user's presets.
   *
   * @throws PresetException if the file of presets cannot be read
   */
  public List<Preset> export() {
    return file.read();
  }

  /**
   * Goes to a preset.
   *
   * @param seconds how long it takes, 0 (at once) to {@value #MAX_SECONDS}
   * @return the preset's name
   * @throws InvalidValueException if {@code seconds} are not allowed, or the preset's values are
   *     not any more
   * @throws PresetException if there is no such preset, or it cannot be recalled now
   */
  public String recall(String name, double seconds) {
    if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
      throw new InvalidValueException(
          "seconds", Double.toString(seconds), "a number from 0 to 600 s", "");
    }
    List<Preset> all = both(own());
    Preset preset = all.get(PresetLists.requireIndex(all, name));
    Map<String, Object> values = PresetControls.checked(preset.values());
    String refusal = target.refusal(values);
    if (!refusal.isEmpty()) {
      throw PresetLists.conflict(
          "preset '" + preset.name() + "' cannot be recalled: " + refusal,
          "preset",
          preset.name(),
          "a preset that is available");
    }
    morpher.start(preset.name(), values, seconds);
    return preset.name();
  }

  /** The preset that is on its way; null if none is. */
  public @Nullable MorphState morph() {
    return morpher.state();
  }

  /** Why the last preset was not reached in full, in a sentence; empty if it was or may yet be. */
  public String problem() {
    return morpher.problem();
  }

  private int requireOwn(List<Preset> own, String name) {
    if (PresetLists.index(own, name) < 0) {
      requireNotShipped(name);
    }
    return PresetLists.requireIndex(own, name);
  }

  private void requireNotShipped(String name) {
    int at = PresetLists.index(shipped, name);
    if (at >= 0) {
      throw PresetLists.conflict(
          "'"
              + shipped.get(at).name()
              + "' comes with Reverie and cannot be changed; save yours under another name",
          "name",
          name,
          "a name that no shipped preset has");
    }
  }

  /** Stops where it is on the way to a preset. */
  @Override
  public void close() {
    morpher.close();
  }
}
