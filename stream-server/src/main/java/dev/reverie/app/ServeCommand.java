package dev.reverie.app;

import dev.reverie.config.Config;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: the live feed, until somebody ends it. */
@Command(
    name = "serve",
    description =
        "Serves the live feed: camera in, dream out, to any browser (the default command).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);
  private static final long PATIENCE_SECONDS = 20;

  private final Console console;
  private final Shutdown shutdown;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * @param shutdown stays the caller's, who closes it when the command has ended
   */
  ServeCommand(Console console, Shutdown shutdown) {
    this.console = console;
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws InterruptedException {
    shutdown.takeOver();
    Config config =
        TableOptions.load(spec.commandLine().getParseResult(), console.environment(), Map.of());
    try (Live live = Live.start(config, console.environment(), console.clock())) {
      shutdown.beforehand(live::close);
      serve(live, config);
      return ExitStatus.OK;
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  private void serve(Live live, Config config) throws InterruptedException {
    live.generatedToken().ifPresent(this::tell);
    while (!live.awaitFirstDream(PATIENCE_SECONDS)) {
      log.warn(
          "still waiting for the first dreamed picture ({}); the page is at {}",
          live.sourceProblem(),
          live.url());
    }
    console.out().println("Reverie is live at " + live.url());
    console.out().flush();
    if (config.settings().browser()) {
      Browser.open(live.url(), console.environment());
    }
    new CountDownLatch(1).await(); // until the process is told to end
  }

  private void tell(String token) {
    console
        .err()
        .println(
            "reverie: changes need the operator token "
                + token
                + " (made up for this run; set your own with REVERIE_OPERATOR_TOKEN or operator-token"
                + " in the configuration file). The page asks for it; programs send it as"
                + " 'Authorization: Bearer TOKEN'.");
  }
}
