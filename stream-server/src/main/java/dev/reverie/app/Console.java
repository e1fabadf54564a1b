package dev.reverie.app;

import dev.reverie.config.Clock;
import java.io.PrintStream;
import java.util.Map;

/**
 * The world that a command runs in.
 *
 * @param environment variables
 * @param out for results
 * @param err for everything said to the person at the keyboard
 * @param clock the machine's
 */
record Console(Map<String, String> environment, PrintStream out, PrintStream err, Clock clock) {
  Console {
    environment = Map.copyOf(environment);
  }
}
