package dev.reverie.app;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From {@link #takeOver} to {@link #close}, a process that is told to end (SIGTERM, Ctrl-C) does so
 * in good order, within a few seconds whatever its parts are doing, and with status 0, which
 * service managers take for a clean stop; left alone, the JVM would report the signal. Thread-safe.
 */
final class Shutdown implements AutoCloseable {
  /** The contract says 5 seconds; a busy machine needs some of them to get here. */
  private static final long LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(4);

  private @Nullable Thread hook;
  private volatile @Nullable Runnable first;

  /** Takes over from the JVM; further calls do nothing. */
  synchronized void takeOver() {
    if (hook == null) {
      Thread added = new Thread(this::end, "reverie-shutdown");
      Runtime.getRuntime().addShutdownHook(added);
      hook = added;
    }
  }

  /** Runs {@code task} before the process ends; it is given up when it takes too long. */
  void beforehand(Runnable task) {
    first = task;
  }

  private void end() {
    Runnable task = first;
    if (task != null) {
      // Not a constant of this class: loading the logger would take longer than taking over.
      Logger log = LoggerFactory.getLogger(Shutdown.class);
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
  public synchronized void close() {
    Thread added = hook;
    hook = null;
    if (added != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(added);
      } catch (IllegalStateException e) {
        // The process is ending already, and the hook will see to it.
        first = null;
      }
    }
  }
}
