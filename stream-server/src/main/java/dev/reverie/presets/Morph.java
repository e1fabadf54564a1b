package dev.reverie.presets;

import dev.reverie.config.Controls;
import dev.reverie.config.Spec;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The way from the controls in force to a preset's. Numbers glide, everything else changes in the
 * middle, and a control that somebody touches on the way is left to them. {@link #touch} may be
 * called by any thread, the rest belongs to one at a time.
 */
final class Morph {
  /**
   * Numbers that change in the middle all the same. A channel is a name, not an amount; and every
   * new size, number of octaves or ratio between them has the engine prepare new plans, which would
   * never be ready before the next ones are asked for.
   */
  private static final Set<String> SWITCHED = Set.of("channel", "size", "octaves", "octave-scale");

  /**
   * They only mean something together: whoever chooses a layer has chosen its model as well, and a
   * preset that changed the model then would take the layer away again.
   */
  private static final Set<String> DREAM = Set.of("model", "layer", "objective", "channel");

  private static final String NORMALIZE = "normalize";
  private static final String STEP = "step";

  /** Ends that lie further apart than this glide by ratio, so that the small ones are seen too. */
  private static final double DECADE = 10;

  private static final double DIGITS = 1e4;

  private final String preset;
  private final Map<String, Object> from;
  private final Map<String, Object> goal;
  private final Set<String> glides = new LinkedHashSet<>();
  private final Set<String> switches = new LinkedHashSet<>();
  private final Set<String> unit;
  private final Set<String> touched = ConcurrentHashMap.newKeySet();
  private final long start;
  private final long nanos;
  private boolean switched;

  /**
   * Begins now.
   *
   * @param goal values by canonical name, allowed by the table of controls
   * @param start the time now
   * @param nanos how long it takes; above 0
   */
  Morph(String preset, Controls from, Map<String, Object> goal, long start, long nanos) {
    this.preset = preset;
    this.from = Controls.table().values(from);
    this.goal = goal;
    this.start = start;
    this.nanos = nanos;
    // A step of 3 levels and one of 3000 raw units have nothing in between.
    boolean unitChanges =
        goal.containsKey(NORMALIZE) && !goal.get(NORMALIZE).equals(this.from.get(NORMALIZE));
    unit = unitChanges ? Set.of(NORMALIZE, STEP) : Set.of();
    goal.keySet()
        .forEach(
            name -> {
              boolean number = Controls.table().spec(name) instanceof Spec.Numeric;
              boolean glide = number && !SWITCHED.contains(name) && !unit.contains(name);
              (glide ? glides : switches).add(name);
            });
  }

  /** These controls are somebody's own from now on. */
  void touch(Set<String> names) {
    touched.addAll(names);
  }

  private boolean isMine(String name) {
    if (touched.contains(name)) {
      return false;
    }
    return (!DREAM.contains(name) || DREAM.stream().noneMatch(touched::contains))
        && (!unit.contains(name) || unit.stream().noneMatch(touched::contains));
  }

  /**
   * What to change now. Once the middle is reached, everything that changes there is among it, the
   * first time only.
   *
   * @param inForce what need not be changed is left out
   */
  Map<String, Object> changes(Controls inForce, long now) {
    Map<String, Object> current = Controls.table().values(inForce);
    Map<String, Object> changes = new LinkedHashMap<>();
    double done = Math.min(1, Math.max(0, (double) (now - start) / nanos));
    if (done >= 0.5 && !switched) {
      switched = true;
      switches.stream().filter(this::isMine).forEach(name -> put(changes, current, name, null));
      // A change of the model alone would also put the layer back.
      if (changes.containsKey("model") && goal.containsKey("layer")) {
        changes.put("layer", value("layer", null));
      }
    }
    glides.stream().filter(this::isMine).forEach(name -> put(changes, current, name, done));
    return changes;
  }

  private void put(
      Map<String, Object> changes,
      Map<String, Object> current,
      String name,
      @Nullable Double done) {
    Object value = value(name, done);
    if (!value.equals(current.get(name))) {
      changes.put(name, value);
    }
  }

  /**
   * The value to set.
   *
   * @param done share of the way; null for the goal itself
   */
  private Object value(String name, @Nullable Double done) {
    Object end = Objects.requireNonNull(goal.get(name));
    if (done == null
        || done >= 1
        || !(from.get(name) instanceof Number first)
        || !(end instanceof Number last)) {
      return end;
    }
    double value = between(first.doubleValue(), last.doubleValue(), done);
    if (last instanceof Integer) {
      return (int) Math.round(value);
    }
    // As many digits as anybody sees.
    return Math.round(value * DIGITS) / DIGITS;
  }

  /** {@code a} at 0, {@code b} at 1. */
  static double between(double a, double b, double done) {
    boolean farApart = a > 0 && b > 0 && (b >= DECADE * a || a >= DECADE * b);
    return farApart ? a * Math.pow(b / a, done) : a + (b - a) * done;
  }

  /** Whether the goal is reached. */
  boolean isOver(long now) {
    return now - start >= nanos;
  }

  /** How it stands. */
  MorphState state(long now) {
    return new MorphState(preset, Math.max(0, nanos - (now - start)) / 1e9);
  }
}
