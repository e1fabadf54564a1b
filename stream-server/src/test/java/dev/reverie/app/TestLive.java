package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Clock;
import dev.reverie.config.Config;
import dev.reverie.config.ConfigLoader;
import dev.reverie.dream.weights.ModelFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The whole live feed on a free port, and a visitor who asks it things over real HTTP. */
final class TestLive implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final Live live;
  private final HttpClient http;
  private final int firstReadiness;

  private TestLive(HttpClient http, Live live) throws IOException, InterruptedException {
    this.http = http;
    this.live = live;
    firstReadiness = status("/readyz");
  }

  /** With the models that Reverie knows, as the command line would start it. */
  static TestLive start(Path cache, Map<String, String> options)
      throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    Map<String, String> all = new HashMap<>(options);
    all.put("models-cache", cache.toString());
    return new TestLive(http, Live.start(config(all), Map.of(), Clock.system()));
  }

  /** With other models. */
  static TestLive start(ModelFiles files, Map<String, String> options)
      throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    return new TestLive(http, Live.start(config(options), files, Clock.system()));
  }

  private static Config config(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(Map.of("port", "0", "browser", "off"));
    // Never the user's own.
    all.put("presets-file", Path.of("target", "test-presets.json").toString());
    // Nothing to measure, unless the test is about that.
    all.putAll(Map.of("engine", "onednn", "precision", "float32", "threads", "1"));
    all.putAll(options);
    return new ConfigLoader().load(Optional.empty(), Map.of(), all);
  }

  /** What {@code /readyz} said as soon as there was somebody to ask. */
  int firstReadiness() {
    return firstReadiness;
  }

  URI uri(String path) {
    return URI.create(live.url()).resolve(path);
  }

  URI socket() {
    return URI.create(live.url().replaceFirst("^http", "ws")).resolve("/api/live");
  }

  HttpClient http() {
    return http;
  }

  int status(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path))).statusCode();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send(HttpRequest.newBuilder(uri(path))).body());
  }

  JsonNode state() {
    try {
      return get("/api/state");
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The values of the controls. */
  JsonNode controls() throws IOException, InterruptedException {
    return get("/api/controls").get("values");
  }

  /** How {@code /api/models} shows a model. */
  JsonNode model(String name) throws IOException, InterruptedException {
    for (JsonNode model : get("/api/models").get("models")) {
      if (model.get("name").textValue().equals(name)) {
        return model;
      }
    }
    throw new AssertionError("no model " + name);
  }

  /** A change that is taken; returns the values then in force. */
  JsonNode patch(String body) throws IOException, InterruptedException {
    HttpResponse<String> response = tryPatch(body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body()).get("values");
  }

  /** A change that is refused; returns why. */
  JsonNode refused(String body) throws IOException, InterruptedException {
    HttpResponse<String> response = tryPatch(body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    return JSON.readTree(response.body());
  }

  private HttpResponse<String> tryPatch(String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri("/api/controls"))
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  int post(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()))
        .statusCode();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Opens the stream. */
  MjpegStream stream() throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(uri("/stream.mjpg")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    return new MjpegStream(response);
  }

  /** Waits with the patience that a busy machine needs. */
  static ConditionFactory waiting() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }

  /** Waits until frames flow and are dreamed. */
  TestLive ready() {
    waiting().until(() -> status("/readyz") == 200);
    return this;
  }

  /** Waits until the dreamer has taken {@code count} more ticks. */
  void dreamOn(int count) {
    long from = state().at("/totals/dreamed").longValue();
    waiting().until(() -> state().at("/totals/dreamed").longValue() >= from + count);
  }

  @Override
  public void close() {
    live.close();
  }
}
