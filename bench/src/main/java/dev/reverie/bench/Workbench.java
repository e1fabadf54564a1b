package dev.reverie.bench;

import dev.reverie.config.Clock;
import java.io.PrintStream;
import java.util.Map;

/**
 * The world that a measurement runs in.
 *
 * @param environment variables
 * @param out for results
 * @param err for everything said to the person at the keyboard
 * @param clock the machine's
 */
record Workbench(Map<String, String> environment, PrintStream out, PrintStream err, Clock clock) {
  Workbench {
    environment = Map.copyOf(environment);
  }
}
