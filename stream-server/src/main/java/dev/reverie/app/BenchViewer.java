package dev.reverie.app;

import dev.reverie.config.Clock;
import dev.reverie.measure.Moments;
import dev.reverie.measure.PartReader;
import dev.reverie.measure.ProcessUse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One viewer of the stream over HTTP, as a browser is one, except that it does not look: it reads
 * every picture on a thread of its own and notes when it had all of it.
 */
final class BenchViewer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);
  private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(2);
  private static final int FINE = 200;

  private final Clock clock;
  private final HttpURLConnection connection;
  private final Thread thread;
  private final AtomicLong bytes = new AtomicLong();
  private volatile @Nullable Moments moments;
  private volatile boolean running = true;
  private volatile @Nullable IOException failure;

  /**
   * Connects; returns when it is being served.
   *
   * @param page where the program serves, with a slash at the end
   * @throws IOException if the stream is refused; the message is for people
   */
  BenchViewer(String page, Clock clock) throws IOException {
    this.clock = clock;
    connection = (HttpURLConnection) URI.create(page + "stream.mjpg").toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    if (connection.getResponseCode() != FINE) {
      int status = connection.getResponseCode();
      connection.disconnect();
      throw new IOException("the stream was refused with status " + status);
    }
    InputStream stream = connection.getInputStream();
    String type = connection.getContentType();
    thread = new Thread(() -> watch(stream, type), "bench-viewer");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(InputStream stream, @Nullable String type) {
    String shown = "";
    try (stream) {
      PartReader parts = new PartReader(stream, type == null ? "nothing" : type);
      while (running) {
        int length = parts.next();
        String frame = parts.headers().getOrDefault("x-frame", "");
        Moments now = moments;
        // A picture that is sent again because nothing newer came is no picture more.
        if (now != null && !frame.equals(shown)) {
          now.add(clock.nanoTime());
        }
        bytes.addAndGet(length);
        shown = frame;
      }
    } catch (IOException e) {
      if (running) {
        failure = e;
      }
    }
  }

  /** Notes from now on when pictures arrive. */
  void note(Moments into) {
    moments = into;
  }

  /** Bytes of the pictures so far. */
  long bytes() {
    return bytes.get();
  }

  /** Processor time that watching has taken so far, in seconds. */
  double cpuSeconds() {
    return ProcessUse.cpuSeconds(thread);
  }

  /**
   * Complains if the stream has ended or broken its form.
   *
   * @throws CommandFailure that says how
   */
  void check() {
    IOException problem = failure;
    if (problem != null) {
      throw new CommandFailure("the stream broke off: " + problem.getMessage(), problem);
    }
  }

  /** Leaves with the next picture, which comes within a second while the feed lives. */
  @Override
  public void close() {
    running = false;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.disconnect();
  }
}
