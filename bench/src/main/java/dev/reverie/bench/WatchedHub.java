package dev.reverie.bench;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.config.Settings;
import dev.reverie.server.AccessPolicy;
import dev.reverie.server.ControlDesk;
import dev.reverie.server.MjpegHub;
import dev.reverie.server.ModelDirectory;
import dev.reverie.server.ReverieServer;
import dev.reverie.server.StateReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real server around a hub, and one viewer over loopback who reads and forgets. */
final class WatchedHub implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchedHub.class);
  private static final int BUFFER = 1 << 16;

  private final ReverieServer server;
  private final InputStream stream;
  private final Thread reader;

  /**
   * Returns when the viewer is being served.
   *
   * @param hub has a picture already; stays the caller's
   */
  WatchedHub(Clock clock, MjpegHub hub) throws IOException, InterruptedException {
    Settings settings = Settings.defaults().with(Map.of("port", 0));
    server =
        new ReverieServer(
            settings,
            clock,
            AccessPolicy.of(settings),
            hub,
            new FixedDesk(Controls.defaults()),
            new NothingToReport(),
            new NoModels(),
            () -> new byte[0]);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/stream.mjpg");
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200 || hub.viewers() != 1) {
      server.close();
      throw new IOException("the stream was refused with status " + response.statusCode());
    }
    stream = response.body();
    reader = new Thread(this::read, "bench-viewer");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    byte[] buffer = new byte[BUFFER];
    try {
      while (stream.read(buffer) >= 0) {
        // Seen and forgotten.
      }
    } catch (IOException e) {
      log.debug("the stream ended with the benchmark", e);
    }
  }

  @Override
  public void close() {
    server.close();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record FixedDesk(Controls current) implements ControlDesk {
    @Override
    public Controls patch(Map<String, Object> changes) {
      return current;
    }

    @Override
    public Subscription addListener(Consumer<Controls> listener) {
      return () -> {};
    }
  }

  private record NothingToReport() implements StateReport {
    @Override
    public Object state() {
      return Map.of();
    }

    @Override
    public Readiness readiness() {
      return new Readiness(true, "");
    }
  }

  private record NoModels() implements ModelDirectory {
    @Override
    public Object layers() {
      return List.of();
    }

    @Override
    public Object models() {
      return List.of();
    }

    @Override
    public void fetch(String name) {
      // There are none.
    }
  }
}
