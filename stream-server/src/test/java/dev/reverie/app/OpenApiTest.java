package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reverie.config.Controls;
import dev.reverie.config.Spec;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API against the running program. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the feed starts once
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestLive live;
  private final ApiDocument document;

  OpenApiTest(@TempDir Path cache) throws IOException, InterruptedException {
    live =
        TestLive.start(
            cache,
            Map.of(
                "source", "demo",
                "camera-width", "160",
                "camera-height", "120",
                "size", "96",
                "presets-file", cache.resolve("presets.json").toString()));
    document = new ApiDocument(live.get("/api/openapi.json"));
  }

  @BeforeAll
  void start() {
    live.ready();
  }

  @AfterAll
  void stop() {
    live.close();
  }

  @Test
  void everyRouteIsDescribedAndNoOther() {
    // The WebSocket begins as a GET, of which the table of routes does not know.
    Set<String> described = new TreeSet<>(document.operations().keySet());
    assertThat(described.remove("GET /api/live")).isTrue();
    assertThat(described).containsExactlyElementsOf(new TreeSet<>(live.live.routes()));
  }

  @Test
  void theDocumentKeepsToItsOwnRules() {
    assertThat(document.root.get("openapi").textValue()).startsWith("3.1.");
    assertThat(document.root.at("/info/version").textValue()).isEqualTo(Version.current());
    assertThat(document.root.toString()).doesNotContain("filled in by the program");
    Set<String> ids = new HashSet<>();
    document
        .operations()
        .forEach(
            (route, operation) -> {
              assertThat(operation.path("summary").asText()).as(route).isNotBlank();
              assertThat(ids.add(operation.path("operationId").asText())).as(route).isTrue();
              for (JsonNode response : operation.get("responses")) {
                JsonNode meant = ApiDocument.resolved(document.root, response);
                assertThat(meant.path("description").asText()).as(route).isNotBlank();
              }
              assertThat(pathParameters(operation)).as(route).isEqualTo(namesInBraces(route));
              boolean looks = route.startsWith("GET ") || route.startsWith("HEAD ");
              assertThat(operation.at("/responses/401").isMissingNode()).as(route).isEqualTo(looks);
              assertThat(operation.path("security").toString())
                  .as(route)
                  .isEqualTo(looks ? "" : "[{},{\"operator\":[]}]");
            });
    references(document.root)
        .forEach(
            reference ->
                assertThat(document.root.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void everySchemaIsOneByJsonSchemasOwnSchema() {
    for (Map.Entry<String, JsonNode> schema :
        document.root.at("/components/schemas").properties()) {
      assertThat(ApiDocument.faults(schema.getValue())).as(schema.getKey()).isEmpty();
    }
  }

  private static Set<String> pathParameters(JsonNode operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.get("in").textValue().equals("path")) {
        assertThat(parameter.get("required").booleanValue()).isTrue();
        names.add(parameter.get("name").textValue());
      }
    }
    return names;
  }

  private static Set<String> namesInBraces(String route) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile("\\{([^}]+)}").matcher(route);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static List<String> references(JsonNode node) {
    List<String> found = new ArrayList<>();
    node.findValuesAsText("$ref").forEach(found::add);
    return found;
  }

  @Test
  void whatPeopleLookAtIsAsDescribed() throws Exception {
    for (String route : document.operations().keySet()) {
      String path = route.substring(route.indexOf(' ') + 1);
      JsonNode ok = document.operations().get(route).at("/responses/200/content");
      if (route.startsWith("GET ") && ok.has("application/json")) {
        HttpResponse<String> response = send("GET", path, "");
        document.check("GET", path, response.statusCode(), JSON.readTree(response.body()));
      }
    }
  }

  @Test
  void otherAnswersHaveTheTypesThatAreDescribed() throws Exception {
    for (String path : List.of("/", "/snapshot.jpg", "/metrics", "/stream.mjpg")) {
      HttpResponse<String> response =
          path.equals("/stream.mjpg") ? send("HEAD", path, "") : send("GET", path, "");
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      String type = response.headers().firstValue("content-type").orElse("").replaceAll(";.*", "");
      assertThat(document.root.get("paths").get(path).at("/get/responses/200/content").has(type))
          .as("%s answers %s", path, type)
          .isTrue();
    }
  }

  @Test
  void changesAreTakenAndRefusedAsDescribed() throws Exception {
    String controls = "/api/controls";
    check("PATCH", controls, controls, "{\"steps\": 2}", 200);
    check("PATCH", controls, controls, "{\"steps\": 99}", 400);
    check("PATCH", controls, controls, "{\"no-such\": 1}", 400);
    check("PATCH", controls, controls, "nonsense", 400);
    check("PATCH", controls, controls, "{\"layer\": \"" + "x".repeat(70_000) + "\"}", 413);
    String fetch = "/api/models/{name}/fetch";
    check("POST", fetch, "/api/models/nobody/fetch", "", 404);
    check("POST", fetch, "/api/models/dreamnet/fetch", "", 202, 404);
    HttpResponse<String> xml =
        live.http()
            .send(
                HttpRequest.newBuilder(live.uri(controls))
                    .header("Content-Type", "text/xml")
                    .method("PATCH", HttpRequest.BodyPublishers.ofString("<x/>"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    document.check("PATCH", controls, xml.statusCode(), JSON.readTree(xml.body()));
  }

  @Test
  void presetsAnswerAsDescribed() throws Exception {
    String one = "/api/presets/{name}";
    check("PUT", one, "/api/presets/mine", "{\"values\": {\"steps\": 3}}", 201);
    check("PUT", one, "/api/presets/mine", "", 200);
    check("PUT", one, "/api/presets/mine", "{\"values\": {\"steps\": 99}}", 400);
    check("GET", "/api/presets", "/api/presets", "", 200);
    check("GET", "/api/presets/export", "/api/presets/export", "", 200);
    check("POST", one + "/recall", "/api/presets/mine/recall", "{\"seconds\": 30}", 200);
    check("GET", "/api/state", "/api/state", "", 200);
    check("POST", one + "/recall", "/api/presets/mine/recall", "{\"seconds\": -1}", 400);
    check("POST", one + "/recall", "/api/presets/nobody/recall", "", 404);
    check("POST", one + "/rename", "/api/presets/mine/rename", "{\"to\": \"ours\"}", 200);
    String list = "{\"presets\": [{\"name\": \"ours\", \"values\": {\"steps\": 1}}]}";
    check("POST", "/api/presets/import", "/api/presets/import", list, 409);
    check("POST", "/api/presets/import", "/api/presets/import?replace=1", list, 200);
    check("DELETE", one, "/api/presets/ours", "", 200);
    check("DELETE", one, "/api/presets/ours", "", 404);
  }

  @Test
  void theStreamsParametersHaveTheRangesThatItKeepsTo() throws Exception {
    for (JsonNode parameter : document.root.at("/paths/~1stream.mjpg/get/parameters")) {
      String query = "/stream.mjpg?" + parameter.get("name").textValue() + "=";
      long most = parameter.at("/schema/maximum").longValue();
      long least = parameter.at("/schema/minimum").longValue();
      assertThat(send("HEAD", query + most, "").statusCode()).isEqualTo(200);
      assertThat(send("HEAD", query + least, "").statusCode()).isEqualTo(200);
      for (long refused : new long[] {most + 1, least - 1}) {
        HttpResponse<String> response = send("GET", query + refused, "");
        assertThat(response.statusCode()).as(query + refused).isEqualTo(400);
        document.check("GET", "/stream.mjpg", 400, JSON.readTree(response.body()));
      }
    }
  }

  @Test
  void errorsOfUnknownPlacesHaveTheDescribedShape() throws Exception {
    HttpResponse<String> response = send("GET", "/nowhere.js", "");
    assertThat(response.statusCode()).isEqualTo(404);
    JsonNode shape = JSON.readTree("{\"$ref\": \"#/components/schemas/Error\"}");
    assertThat(document.faults(shape, JSON.readTree(response.body()))).isEmpty();
  }

  @Test
  void everyControlIsDescribedWithItsOwnRange() {
    JsonNode values = document.root.at("/components/schemas/ControlValues/properties");
    assertThat(values).hasSameSizeAs(Controls.table().specs());
    for (Spec spec : Controls.table().specs()) {
      JsonNode schema = values.get(spec.name());
      if (spec instanceof Spec.Numeric n) {
        assertThat(schema.get("minimum").doubleValue()).as(spec.name()).isEqualTo(n.min());
        assertThat(schema.get("maximum").doubleValue()).as(spec.name()).isEqualTo(n.max());
        assertThat(schema.get("type").textValue()).isEqualTo(n.whole() ? "integer" : "number");
      }
      if (spec instanceof Spec.Choice c) {
        assertThat(schema.get("enum")).hasSameSizeAs(c.choices());
      }
    }
  }

  @Test
  void theCheckItselfNoticesWhatIsMissingOrTooMuchOrOfAnotherType() throws Exception {
    ObjectNode state = (ObjectNode) live.get("/api/state");
    JsonNode schema = JSON.readTree("{\"$ref\": \"#/components/schemas/State\"}");
    assertThat(document.faults(schema, state)).isEmpty();
    assertThat(document.faults(schema, state.deepCopy().put("more", 1))).isNotEmpty();
    assertThat(document.faults(schema, state.deepCopy().put("version", 1))).isNotEmpty();
    ObjectNode less = state.deepCopy();
    less.remove("rates");
    assertThat(document.faults(schema, less)).isNotEmpty();
    ObjectNode deeper = state.deepCopy();
    ((ObjectNode) deeper.get("source")).put("more", 1);
    assertThat(document.faults(schema, deeper)).isNotEmpty();
  }

  private void check(String method, String route, String path, String body, int... expected)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, path, body);
    assertThat(expected)
        .as("%s %s: %s", method, path, response.body())
        .contains(response.statusCode());
    document.check(method, route, response.statusCode(), JSON.readTree(response.body()));
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return live.http()
        .send(
            HttpRequest.newBuilder(live.uri(path))
                .header("Content-Type", "application/json")
                .method(
                    method,
                    body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
