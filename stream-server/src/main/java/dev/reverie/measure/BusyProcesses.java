package dev.reverie.measure;

import dev.reverie.config.InvalidValueException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Other programs that keep a core busy each, as a machine that is used for something else has them.
 * Each is a process of its own that computes until its input ends, so that it ends with this one
 * however that goes. Owned by whoever measures, who closes it.
 */
public final class BusyProcesses implements AutoCloseable {
  private static final int MOST = 64;
  private static final long PATIENCE_SECONDS = 5;

  private final List<Process> processes = new ArrayList<>();

  /**
   * Starts them, and returns when all of them compute.
   *
   * @param count how many, 0 to 64
   * @throws InvalidValueException if it is not
   * @throws MeasureException if one cannot be started
   */
  public BusyProcesses(int count) {
    if (count < 0 || count > MOST) {
      throw new InvalidValueException(
          "busy", Integer.toString(count), "a whole number from 0 to " + MOST, "");
    }
    try {
      for (int i = 0; i < count; i++) {
        processes.add(start());
      }
      for (Process process : processes) {
        if (process.getInputStream().read() != BusyLoop.READY) {
          throw new MeasureException(
              "a busy process ended before it began (status %d)".formatted(process.waitFor()));
        }
      }
    } catch (IOException e) {
      close();
      throw new MeasureException("a busy process could not be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new MeasureException("interrupted while the busy processes started", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xmx16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes(),
            BusyLoop.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The folder or jar that the loop is in; it needs no other. */
  private static String classes() {
    try {
      return Path.of(BusyLoop.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program lies in no folder", e);
    }
  }

  /** The processes, for watching them. */
  public List<ProcessHandle> handles() {
    return processes.stream().map(Process::toHandle).toList();
  }

  /** Ends them and waits until they have ended. */
  @Override
  public void close() {
    boolean interrupted = false;
    for (Process process : processes) {
      try (OutputStream input = process.getOutputStream()) {
        // Closing it is the sign; one that is deaf to it is ended below.
        input.flush();
      } catch (IOException e) {
        process.destroy();
      }
    }
    for (Process process : processes) {
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        interrupted = true;
        process.destroyForcibly();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
