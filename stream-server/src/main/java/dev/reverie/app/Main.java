package dev.reverie.app;

import dev.reverie.config.Clock;
import java.util.Set;

/**
 * The program's door. It holds as little as it can: a service manager may ask Reverie to stop
 * before its commands and libraries are loaded.
 */
public final class Main {
  private static final Set<String> ASKING = Set.of("-h", "--help", "-V", "--version");

  private Main() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    int status;
    try (Shutdown shutdown = new Shutdown()) {
      if (serves(args)) {
        shutdown.takeOver();
      }
      Console console = new Console(System.getenv(), System.out, System.err, Clock.system());
      status = new Commands(console, shutdown).run(args);
    }
    System.exit(status);
  }

  /** Whether these arguments mean {@code serve}, which is also what no command means. */
  static boolean serves(String... args) {
    return args.length == 0
        || args[0].equals("serve")
        || (args[0].startsWith("-") && !ASKING.contains(args[0]));
  }
}
