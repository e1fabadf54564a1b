package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reverie.metrics.Exposition;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /metrics} of the running program. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the feed starts once
class MetricsTest {
  /** Tests run in the module's folder. */
  private static final Path PAGE = Path.of("..", "docs", "monitoring.md");

  private static final Pattern ROW = Pattern.compile("^\\| `(reverie_[a-z0-9_]+)` \\| (\\w+) \\|");

  private final TestLive live;

  MetricsTest(@TempDir Path cache) throws IOException, InterruptedException {
    Map<String, String> options = new HashMap<>();
    options.putAll(Map.of("source", "demo", "camera-width", "160", "camera-height", "120"));
    options.putAll(Map.of("size", "96", "presets-file", cache.resolve("p.json").toString()));
    live = TestLive.start(cache, options);
  }

  @BeforeAll
  void start() {
    live.ready();
  }

  @AfterAll
  void stop() {
    live.close();
  }

  private HttpResponse<String> scrape() throws IOException, InterruptedException {
    return live.http()
        .send(
            HttpRequest.newBuilder(live.uri("/metrics")).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private Map<String, Double> samples() throws IOException, InterruptedException {
    return Exposition.samples(scrape().body());
  }

  @Test
  void itIsPrometheusTextAndNobodyKeepsIt() throws Exception {
    HttpResponse<String> response = scrape();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    assertThat(Exposition.parse(response.body())).isNotEmpty();
  }

  @Test
  void theFiguresMoveWithTheFeedAndCountersNeverGoBack() throws Exception {
    Map<String, Double> before = samples();
    try (MjpegStream stream = live.stream()) {
      for (int i = 0; i < 10; i++) {
        stream.next();
      }
      assertThat(samples().get("reverie_viewers")).isPositive();
    }
    live.dreamOn(2);
    Map<String, Double> after = samples();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach(
        (name, value) -> {
          if (name.matches(".*_(total|bucket|count|sum)(\\{.*})?")) {
            assertThat(Exposition.value(after, name)).as(name).isGreaterThanOrEqualTo(value);
          }
        });
    for (String name :
        new String[] {
          "reverie_frames_captured_total",
          "reverie_frames_dreamed_total",
          "reverie_steps_total",
          "reverie_frames_composed_total",
          "reverie_frames_encoded_total",
          "reverie_frames_sent_total",
          "reverie_sent_bytes_total",
          "reverie_step_seconds_count",
          "reverie_step_seconds_sum",
          "reverie_capture_to_jpeg_seconds_count",
          "reverie_capture_to_jpeg_seconds_sum",
          "reverie_cpu_seconds_total",
          "reverie_uptime_seconds",
        }) {
      assertThat(Exposition.value(after, name))
          .as(name)
          .isGreaterThan(Exposition.value(before, name));
    }
    assertThat(
            Exposition.value(after, "reverie_frames_sent_total")
                - Exposition.value(before, "reverie_frames_sent_total"))
        .isGreaterThanOrEqualTo(10);
  }

  @Test
  void theyAgreeWithTheStateForPeople() throws Exception {
    JsonNode first = live.state();
    Map<String, Double> between = samples();
    JsonNode last = live.state();
    Map<String, String> same =
        Map.of(
            "reverie_frames_captured_total", "/totals/captured",
            "reverie_frames_dreamed_total", "/totals/dreamed",
            "reverie_frames_composed_total", "/totals/output",
            "reverie_frames_encoded_total", "/totals/encoded",
            "reverie_sent_bytes_total", "/totals/bytes",
            "reverie_source_reconnects_total", "/source/reconnects",
            "reverie_governor_changes_total", "/governor/changes");
    same.forEach(
        (name, pointer) ->
            assertThat(Exposition.value(between, name))
                .as(name)
                .isBetween(first.at(pointer).doubleValue(), last.at(pointer).doubleValue()));
    assertThat(between)
        .containsEntry("reverie_ready", 1.0)
        .containsEntry("reverie_dreaming", 1.0)
        .containsEntry("reverie_engine_fallbacks", 0.0)
        .containsEntry("reverie_source_status{status=\"live\"}", 1.0)
        .containsEntry("reverie_frames_dropped_total{reason=\"capture\"}", 0.0)
        .containsKey(
            "reverie_build_info{engine=\"%s\",precision=\"float32\",version=\"%s\"}"
                .formatted(first.at("/engine/name").textValue(), first.get("version").textValue()));
  }

  @Test
  void everyStepAndEveryJpegIsInItsHistogram() throws Exception {
    try (MjpegStream stream = live.stream()) {
      stream.next();
    }
    Map<String, Double> first = samples();
    Map<String, Double> last = samples();
    // The counter and the histogram of one scrape are read one after the other.
    assertThat(Exposition.value(first, "reverie_step_seconds_count"))
        .isBetween(
            Exposition.value(first, "reverie_steps_total") - 1,
            Exposition.value(last, "reverie_steps_total") + 1);
    assertThat(Exposition.value(first, "reverie_capture_to_jpeg_seconds_count"))
        .isBetween(
            Exposition.value(first, "reverie_frames_encoded_total") - 1,
            Exposition.value(last, "reverie_frames_encoded_total") + 1);
  }

  @Test
  void everyNameIsOnThePageAndNoOther() throws Exception {
    Map<String, String> served = new TreeMap<>();
    Exposition.parse(scrape().body()).forEach((name, family) -> served.put(name, family.type()));
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        assertThat(documented.put(row.group(1), row.group(2))).as(line).isNull();
      }
    }
    if (!served.containsKey("reverie_memory_resident_bytes")) {
      documented.remove("reverie_memory_resident_bytes"); // a machine without /proc
    }
    assertThat(documented).isEqualTo(served);
  }
}
