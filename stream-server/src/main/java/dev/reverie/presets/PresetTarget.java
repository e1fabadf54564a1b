package dev.reverie.presets;

import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The controls, as presets take and set them. Thread-safe. */
public interface PresetTarget {

  /** The controls in force. */
  Controls current();

  /**
   * Changes some controls, all or none, in one go with looking at them: nobody changes any in
   * between. It does not count as a touch.
   *
   * @param changes given the controls in force, the values to change, by control name; called once,
   *     must return quickly and must not change controls itself
   * @return the controls in force afterwards
   * @throws InvalidValueException for the first value that is not allowed; then nothing has changed
   */
  Controls change(Function<Controls, Map<String, Object>> changes);

  /**
   * Asks to be told of the controls that somebody changes by hand, by canonical name, also when
   * their values stay the same. Told before the next {@link #change} looks. {@code listener} is
   * called on the changer's thread while nobody else can change anything: it must return at once
   * and take no locks.
   */
  void onTouch(Consumer<Set<String>> listener);

  /**
   * Why {@code values} cannot be set now, in a sentence for people; empty if they can. A model that
   * would have to be downloaded first is a reason.
   *
   * @param values allowed by the table of controls
   */
  String refusal(Map<String, Object> values);
}
