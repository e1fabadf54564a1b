package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.config.Clock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line that was run.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error, logs aside
 */
record Cli(int status, String out, String err) {

  static Cli run(Object... arguments) {
    return in(Map.of(), arguments);
  }

  /** Runs with variables; what is kept from one run to the next is the tests' own. */
  static Cli in(Map<String, String> environment, Object... arguments) {
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("XDG_CACHE_HOME", Path.of("target", "test-cache").toAbsolutePath().toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int status;
    try (Shutdown shutdown = new Shutdown()) {
      Console console = new Console(all, printer(out), printer(err), Clock.system());
      status = new Commands(console, shutdown).run(words);
    }
    return new Cli(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream printer(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  /** It went well. */
  Cli ok() {
    assertThat(status).as(err).isZero();
    return this;
  }

  /** It was refused with one line that says all this, and nothing else happened. */
  void refused(int expected, String... said) {
    assertThat(status).as(err).isEqualTo(expected);
    assertThat(out).isEmpty();
    assertThat(err.lines().toList()).as(err).hasSize(1);
    assertThat(err).startsWith("reverie: ").contains(said);
    assertThat(err).doesNotContain("Exception").doesNotContain("unexpected");
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
