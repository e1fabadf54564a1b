package dev.reverie.app;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While it is open, a process that is told to end (SIGTERM, Ctrl-C) does so in good order, within a
 * few seconds whatever its parts are doing, and with status 0, which service managers take for a
 * clean stop; left alone, the JVM would report the signal.
 */
final class Shutdown implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** The contract says 5 seconds; a busy machine needs some of them to get here. */
  private static final long LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(4);

  private final Thread hook = new Thread(this::end, "reverie-shutdown");
  private volatile @Nullable Runnable first;

  /** Takes over from the JVM. */
  Shutdown() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Runs {@code task} before the process ends; it is given up when it takes too long. */
  void beforehand(Runnable task) {
    first = task;
  }

  private void end() {
    Runnable task = first;
    if (task != null) {
      log.info("stopping");
      Thread stopping = new Thread(task, "reverie-stop");
      stopping.setDaemon(true);
      stopping.start();
      try {
        stopping.join(LIMIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (stopping.isAlive()) {
        log.warn("not everything stopped within {} ms; leaving it behind", LIMIT_MILLIS);
      }
    }
    Runtime.getRuntime().halt(ExitStatus.OK);
  }

  /** Gives the end of the process back to the JVM. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.debug("already ending", e);
    }
  }
}
