package dev.reverie.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where this kind of machine keeps a user's things: by the XDG base directory specification on
 * Linux, in Library on macOS, in the application data folders on Windows.
 *
 * @param environment the process's variables
 * @param os name of the system, as Java gives it
 * @param home the user's home folder
 */
public record UserFolders(Map<String, String> environment, String os, String home) {
  private static final String OURS = "reverie";

  public UserFolders {
    environment = Map.copyOf(environment);
  }

  /** On the machine that this runs on. */
  public static UserFolders of(Map<String, String> environment) {
    return new UserFolders(
        environment, System.getProperty("os.name", ""), System.getProperty("user.home", "."));
  }

  /** For what can be made or fetched again; it may not exist. */
  public Path cache() {
    return folder(
        "XDG_CACHE_HOME",
        "LOCALAPPDATA",
        Path.of(home, "Library", "Caches"),
        Path.of(home, ".cache"));
  }

  /** For what the user has set; it may not exist. */
  public Path configuration() {
    return folder(
        "XDG_CONFIG_HOME",
        "APPDATA",
        Path.of(home, "Library", "Application Support"),
        Path.of(home, ".config"));
  }

  private Path folder(String xdgVariable, String windowsVariable, Path mac, Path otherwise) {
    String system = os.toLowerCase(Locale.ROOT);
    String xdg = environment.getOrDefault(xdgVariable, "");
    String windows = environment.getOrDefault(windowsVariable, "");
    Path base = otherwise;
    if (system.contains("win") && !system.contains("darwin") && !windows.isEmpty()) {
      base = Path.of(windows);
    } else if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
      base = Path.of(xdg);
    } else if (system.contains("mac")) {
      base = mac;
    }
    return base.resolve(OURS);
  }
}
