package dev.reverie.server;

import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import java.util.Map;
import java.util.function.Consumer;

/** The one place where the live controls are read and changed. Thread-safe. */
public interface ControlDesk {

  /** The controls in force. */
  Controls current();

  /**
   * Changes some controls, all or none.
   *
   * @param changes raw values (numbers, booleans, text) by control name
   * @return the controls in force afterwards
   * @throws InvalidValueException for the first unknown name or value that is not allowed; then
   *     nothing has changed
   */
  Controls patch(Map<String, Object> changes);

  /**
   * Asks to be told of every change, whoever made it. The listener is called on the changer's
   * thread, must return quickly and must not call {@link #patch}.
   *
   * @return closes to end it
   */
  Subscription addListener(Consumer<Controls> listener);

  /** A listener's stay. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
