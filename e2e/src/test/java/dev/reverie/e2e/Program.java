package dev.reverie.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code reverie serve} as a process of its own, with the Java options that the launch script gives
 * it. Closing it ends it.
 */
final class Program implements AutoCloseable {
  private static final Pattern LIVE = Pattern.compile("Reverie is live at (http://\\S+)");
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final int LINES_KEPT = 60;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Deque<String> lines = new ConcurrentLinkedDeque<>();
  private final CompletableFuture<URI> live = new CompletableFuture<>();
  private final Process process;
  private final URI url;

  private Program(int port, List<String> options) {
    process = launch(port, options);
    Thread reader = new Thread(this::read, "reverie-output");
    reader.setDaemon(true);
    reader.start();
    url = awaitLive();
  }

  /**
   * Starts the program on a free port and waits until its first dreamed picture is out.
   *
   * @param options of {@code serve}, on top of {@code --port} and {@code --no-browser}
   */
  static Program start(String... options) {
    return startAt(0, options);
  }

  /** {@link #start} on a port of the caller's choice. */
  static Program startAt(int port, String... options) {
    return new Program(port, List.of(options));
  }

  private static Process launch(int port, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx768m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
    command.addAll(List.of("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED"));
    if (List.of("amd64", "x86_64").contains(System.getProperty("os.arch"))) {
      command.add("-Dorg.bytedeco.javacpp.platform.extension=-onednn");
    }
    command.addAll(List.of("-cp", classPath(), "dev.reverie.app.Main", "serve"));
    command.addAll(List.of("--port", Integer.toString(port), "--no-browser"));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    // What the tester has set for their own Reverie is not for this one.
    environment.keySet().removeIf(name -> name.startsWith("REVERIE_"));
    environment.put("GOMP_SPINCOUNT", "10000");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  /** The tests' class path without the tests: the program and its libraries. */
  private static String classPath() {
    String all = System.getProperty("surefire.test.class.path");
    if (all == null) {
      all = System.getProperty("java.class.path");
    }
    return Arrays.stream(all.split(Pattern.quote(File.pathSeparator)))
        .filter(entry -> !Files.exists(Path.of(entry, "dev", "reverie", "e2e")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        lines.addLast(line);
        if (lines.size() > LINES_KEPT) {
          lines.pollFirst();
        }
        Matcher found = LIVE.matcher(line);
        if (found.find()) {
          live.complete(URI.create(found.group(1)));
        }
        line = reader.readLine();
      }
      live.completeExceptionally(new IOException("it ended before it was live"));
    } catch (IOException e) {
      live.completeExceptionally(e);
    }
  }

  private URI awaitLive() {
    try {
      return live.get(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      kill();
      throw new IllegalStateException("Reverie did not come up; it said:\n" + said(), e);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Reverie started", e);
    }
  }

  /** Where its page is, with a slash at the end. */
  String url() {
    return url.toString();
  }

  int port() {
    return url.getPort();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The last lines that it printed. */
  String said() {
    return String.join("\n", lines);
  }

  /** {@code GET /api/controls}: {@code controls} and {@code values}. */
  JsonNode controls() {
    return send(request("api/controls").GET().build());
  }

  /** A control's value as the server has it. */
  JsonNode control(String name) {
    return controls().path("values").path(name);
  }

  /** {@code GET /api/state}. */
  JsonNode state() {
    return send(request("api/state").GET().build());
  }

  /** Changes controls as a script would. */
  void patch(Map<String, ?> values) {
    try {
      send(
          request("api/controls")
              .header("Content-Type", "application/json")
              .method("PATCH", HttpRequest.BodyPublishers.ofString(json.writeValueAsString(values)))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets every control to its default. */
  void reset() {
    Map<String, JsonNode> defaults = new LinkedHashMap<>();
    for (JsonNode control : controls().path("controls")) {
      defaults.put(control.path("name").asText(), control.path("default"));
    }
    patch(defaults);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).timeout(ANSWER);
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            request.method()
                + " "
                + request.uri()
                + " answered "
                + response.statusCode()
                + ": "
                + response.body());
      }
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri() + "; the program said:\n" + said(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** As if the machine had pulled the rug from under it: no goodbye to anybody. */
  void kill() {
    process.destroyForcibly();
    await(process, STOP);
  }

  @Override
  public void close() {
    process.destroy();
    if (!await(process, STOP)) {
      kill();
      throw new IllegalStateException("Reverie did not end within " + STOP + ":\n" + said());
    }
  }

  private static boolean await(Process process, Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
