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

  @Spec private CommandSpec spec = CommandSpec.create();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    Config config =
        TableOptions.load(spec.commandLine().getParseResult(), console.environment(), Map.of());
    CountDownLatch stopped = new CountDownLatch(1);
    try (Live live = new Live(config, console.environment(), console.clock())) {
      Thread hook = new Thread(() -> stop(live, stopped), "reverie-shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
      while (!live.awaitFirstDream(PATIENCE_SECONDS)) {
        log.warn(
            "still waiting for the first dreamed picture ({}); the page is at {}",
            live.capture().state().reason(),
            live.url());
      }
      console.out().println("Reverie is live at " + live.url());
      if (config.settings().browser()) {
        Browser.open(live.url(), console.environment());
      }
      stopped.await();
      return ExitStatus.OK;
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  /**
   * Runs when the process is told to end (SIGTERM, Ctrl-C). Ending here, with status 0, is what
   * service managers take for a clean stop; left alone, the JVM would report the signal.
   */
  private static void stop(Live live, CountDownLatch stopped) {
    log.info("stopping");
    live.close();
    stopped.countDown();
    Runtime.getRuntime().halt(ExitStatus.OK);
  }
}
