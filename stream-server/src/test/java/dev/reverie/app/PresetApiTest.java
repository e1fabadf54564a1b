package dev.reverie.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Presets over real HTTP, with the real desk behind them; no weights but the built-in ones. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one feed for all
class PresetApiTest {
  private final ObjectMapper mapper = new ObjectMapper();
  private Path folder = Path.of("");
  private @Nullable TestLive started;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    started = start(Map.of());
  }

  private TestLive start(Map<String, String> more) throws Exception {
    Map<String, String> options = new HashMap<>(more);
    options.put("source", "demo");
    options.put("presets-file", folder.resolve("presets.json").toString());
    return TestLive.start(folder.resolve("cache"), options);
  }

  private TestLive live() {
    return requireNonNull(started);
  }

  @AfterAll
  void stop() {
    live().close();
  }

  @BeforeEach
  void settle() throws Exception {
    Files.deleteIfExists(folder.resolve("presets.json"));
    ask("POST", "/api/presets/Tendrils/recall", "").is(200);
  }

  /** What was answered. */
  private record Answer(int status, JsonNode body, HttpResponse<String> response) {
    Answer is(int expected) {
      assertThat(status).as(response.body()).isEqualTo(expected);
      return this;
    }

    String text(String member) {
      return body.path(member).asText();
    }
  }

  private Answer ask(String method, String path, String body) throws Exception {
    return ask(live(), method, path, body, "");
  }

  private Answer ask(TestLive live, String method, String path, String body, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(live.uri(path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response =
        live.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), mapper.readTree(response.body()), response);
  }

  private static String escaped(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode listed(String name) throws Exception {
    for (JsonNode preset : ask("GET", "/api/presets", "").is(200).body().get("presets")) {
      if (preset.get("name").textValue().equals(name)) {
        return preset;
      }
    }
    throw new AssertionError("no preset " + name);
  }

  @Test
  void theListSaysWhatThereIsAndWhyAPresetCannotBeHad() throws Exception {
    JsonNode shipped = listed("Tunnel");
    assertThat(shipped.get("kind").textValue()).isEqualTo("shipped");
    assertThat(shipped.get("available").booleanValue()).isTrue();
    assertThat(shipped.at("/values/feedback").booleanValue()).isTrue();
    assertThat(shipped.get("description").textValue()).isNotBlank();
    JsonNode without = listed("Honeycomb");
    assertThat(without.get("available").booleanValue()).isFalse();
    assertThat(without.get("reason").textValue()).contains("vgg16");
    Answer refused = ask("POST", "/api/presets/Honeycomb/recall", "{\"seconds\":4}").is(409);
    assertThat(refused.text("error")).contains("vgg16");
    assertThat(live().controls().get("model").textValue()).isEqualTo("dreamnet");
  }

  @Test
  void aPresetIsSavedListedRenamedExportedAndRemoved() throws Exception {
    live().patch("{\"intensity\":1.75}");
    String name = "\ubc24\ud558\ub298 & co; #1 + more?";
    String path = "/api/presets/" + escaped(name);
    Answer created = ask("PUT", path, "").is(201);
    assertThat(created.body().at("/preset/name").textValue()).isEqualTo(name);
    assertThat(created.body().at("/preset/values/intensity").doubleValue()).isEqualTo(1.75);
    ask("PUT", path, "{\"values\":{\"step\":2,\"blend\":0.5},\"description\":\"so\"}").is(200);
    assertThat(listed(name).get("values").toString()).isEqualTo("{\"step\":2.0,\"blend\":0.5}");
    assertThat(listed(name).get("kind").textValue()).isEqualTo("user");

    Answer export = ask("GET", "/api/presets/export", "").is(200);
    assertThat(export.response().headers().firstValue("content-disposition").orElse(""))
        .contains("reverie-presets.json");
    assertThat(export.body().get("presets")).hasSize(1);

    ask("POST", path + "/rename", "{\"to\":\" plain \"}").is(200);
    assertThat(listed("plain").get("description").textValue()).isEqualTo("so");
    ask("POST", path + "/rename", "{\"to\":\"x\"}").is(404);
    assertThat(ask("DELETE", "/api/presets/PLAIN", "").is(200).text("removed")).isEqualTo("plain");
    ask("DELETE", "/api/presets/plain", "").is(404);

    String document = export.response().body();
    assertThat(ask("POST", "/api/presets/import", document).is(200).body().get("added")).hasSize(1);
    assertThat(ask("POST", "/api/presets/import", document).is(409).text("error")).contains(name);
    assertThat(
            ask("POST", "/api/presets/import?replace=1", document).is(200).body().get("replaced"))
        .hasSize(1);
    assertThat(ask("GET", "/api/presets/export", "").body()).isEqualTo(export.body());
  }

  @Test
  void presetsSurviveARestart() throws Exception {
    ask("PUT", "/api/presets/kept", "{\"values\":{\"step\":2}}").is(201);
    try (TestLive again = start(Map.of())) {
      assertThat(ask(again, "GET", "/api/presets/export", "", "").body().toString())
          .contains("\"kept\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT|/api/presets/a|{\"values\":{\"step\":-1}}|400|step",
        "PUT|/api/presets/a|{\"values\":{\"stepz\":1}}|400|name",
        "PUT|/api/presets/a|{\"values\":{\"fps\":1}}|400|values",
        "PUT|/api/presets/a|{\"values\":{}}|400|values",
        "PUT|/api/presets/a|{\"values\":3}|400|``",
        "PUT|/api/presets/a|{\"values\":{\"step\":null}}|400|step",
        "PUT|/api/presets/a|{|400|``",
        "PUT|/api/presets/a|[]|400|``",
        "PUT|/api/presets/%20|``|400|name",
        "PUT|/api/presets/tunnel|``|409|name",
        "POST|/api/presets/a/rename|{\"to\":\"b\"}|404|preset",
        "POST|/api/presets/own/rename|{\"to\":\"Beads\"}|409|to",
        "POST|/api/presets/own/rename|{\"to\":\"a/b\"}|400|to",
        "POST|/api/presets/own/rename|{\"too\":\"b\"}|400|``",
        "POST|/api/presets/own/rename|``|400|``",
        "DELETE|/api/presets/a|``|404|preset",
        "DELETE|/api/presets/Beads|``|409|name",
        "POST|/api/presets/a/recall|``|404|preset",
        "POST|/api/presets/own/recall|{\"seconds\":-1}|400|seconds",
        "POST|/api/presets/own/recall|{\"seconds\":601}|400|seconds",
        "POST|/api/presets/own/recall|{\"seconds\":\"4\"}|400|``",
        "POST|/api/presets/import|``|400|``",
        "POST|/api/presets/import|[{\"name\":\"x\"}]|400|``",
        "POST|/api/presets/import|{\"name\":\"x\",\"values\":{\"step\":-1}}|400|step",
        "POST|/api/presets/import|{\"name\":\"OWN\",\"values\":{\"step\":1}}|409|name",
        "POST|/api/presets/import?replace=maybe|[]|400|replace",
      })
  void whatCannotBeIsRefusedWithTheReasonAndChangesNothing(
      String method, String path, String body, int status, String field) throws Exception {
    ask("PUT", "/api/presets/own", "{\"values\":{\"step\":2}}").is(201);
    JsonNode before = ask("GET", "/api/presets", "").body();
    JsonNode controls = live().controls();
    Answer answer = ask(method, path, body).is(status);
    assertThat(answer.text("error")).isNotBlank().doesNotContain("\n").doesNotContain("Exception");
    assertThat(answer.text("field")).isEqualTo(field);
    assertThat(answer.text("allowed").isEmpty()).isEqualTo(field.isEmpty());
    assertThat(ask("GET", "/api/presets", "").body()).isEqualTo(before);
    assertThat(live().controls()).isEqualTo(controls);
  }

  @Test
  void bodiesThatAreTooLargeOrOfAnotherKindAreRefused() throws Exception {
    ask("POST", "/api/presets/import", "[" + " ".repeat(1 << 20) + "]").is(413);
    HttpResponse<String> other =
        live()
            .http()
            .send(
                HttpRequest.newBuilder(live().uri("/api/presets/x"))
                    .header("Content-Type", "text/xml")
                    .PUT(HttpRequest.BodyPublishers.ofString("<x/>"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(other.statusCode()).isEqualTo(415);
  }

  @Test
  void aRecallAtOnceSetsEverythingAndEveryPageIsTold() throws Exception {
    try (Page page = new Page(live())) {
      Answer answer = ask("POST", "/api/presets/whirl/recall", "{\"seconds\":0}").is(200);
      assertThat(answer.text("preset")).isEqualTo("Whirl");
      assertThat(answer.body().at("/values/rotation").doubleValue()).isEqualTo(18);
      page.awaitControl("rotation", "18.0");
    }
    assertThat(live().state().get("morph").isNull()).isTrue();
    live().ready().dreamOn(3);
    assertThat(live().state().at("/model/layer").textValue()).isEqualTo("eyes");
  }

  @Test
  void aMorphIsSeenInTheStateAndLeavesAloneWhatIsTouched() throws Exception {
    live().patch("{\"intensity\":0,\"decay\":0.5}");
    ask("PUT", "/api/presets/far", "{\"values\":{\"intensity\":3,\"decay\":0.9}}").is(201);
    ask("POST", "/api/presets/far/recall", "{\"seconds\":2}").is(200);
    JsonNode morph = live().state().get("morph");
    assertThat(morph.get("preset").textValue()).isEqualTo("far");
    assertThat(morph.get("left_s").doubleValue()).isBetween(0.0, 2.0);
    live().patch("{\"decay\":0.61}");
    TestLive.waiting().until(() -> live().state().get("morph").isNull());
    assertThat(live().controls().get("intensity").doubleValue()).isEqualTo(3);
    assertThat(live().controls().get("decay").doubleValue()).isEqualTo(0.61);
    assertThat(live().state().get("warnings").toString()).doesNotContain("preset-incomplete");
  }

  @Test
  void aPresetOfALayerThatTheModelInForceLacksIsUnavailable() throws Exception {
    ask("PUT", "/api/presets/odd", "{\"values\":{\"layer\":\"block3_pool\"}}").is(201);
    assertThat(listed("odd").get("reason").textValue()).contains("block3_pool");
    ask("POST", "/api/presets/odd/recall", "{\"seconds\":1}").is(409);
    assertThat(live().state().get("morph").isNull()).isTrue();
  }

  @Test
  void beyondLoopbackChangesNeedTheTokenAndLookingDoesNot() throws Exception {
    try (TestLive open = start(Map.of("host", "0.0.0.0", "operator-token", "let-me-in"))) {
      String put = "/api/presets/mine";
      ask(open, "PUT", put, "", "").is(401);
      ask(open, "PUT", put, "", "wrong").is(401);
      ask(open, "POST", "/api/presets/Beads/recall", "", "").is(401);
      ask(open, "POST", "/api/presets/import", "[]", "").is(401);
      ask(open, "DELETE", put, "", "").is(401);
      ask(open, "GET", "/api/presets", "", "").is(200);
      ask(open, "PUT", put, "", "let-me-in").is(201);
      ask(open, "DELETE", put, "", "let-me-in").is(200);
    }
  }

  @Test
  void aDamagedFileIsAWarningThatSaysWhereItWent() throws Exception {
    Files.writeString(folder.resolve("presets.json"), "{\"presets\": [");
    assertThat(ask("GET", "/api/presets", "").is(200).text("note")).contains("damaged-");
    assertThat(live().state().get("warnings").toString())
        .contains("presets-file")
        .contains("damaged-");
  }
}
