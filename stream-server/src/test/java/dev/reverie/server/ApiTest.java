package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Controls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ApiTest {
  private final ObjectMapper mapper = new ObjectMapper();
  private final Rig rig = newRig();

  private static Rig newRig() {
    try {
      return new Rig();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void theServerIsUp() {
    assertThat(rig.server.port()).isPositive();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private JsonNode json(HttpResponse<String> response) throws IOException {
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
    return mapper.readTree(response.body());
  }

  @Test
  void theSchemaDescribesEveryControl() throws Exception {
    JsonNode body = json(rig.get("/api/controls"));
    assertThat(body.get("controls")).hasSameSizeAs(Controls.table().specs());
    assertThat(body.get("values")).hasSameSizeAs(Controls.table().specs());
    JsonNode steps = control(body, "steps");
    assertThat(steps.toString())
        .isEqualTo(
            "{\"name\":\"steps\",\"group\":\"Ascent\",\"help\":\"Gradient steps per dream tick.\","
                + "\"type\":\"integer\",\"default\":1,\"min\":1,\"max\":20,\"step\":1,"
                + "\"unit\":\"per tick\"}");
    assertThat(control(body, "octave-scale").get("type").textValue()).isEqualTo("number");
    assertThat(control(body, "normalize").get("type").textValue()).isEqualTo("boolean");
    assertThat(control(body, "normalize").get("default").isBoolean()).isTrue();
    assertThat(control(body, "objective").get("choices")).hasSize(3);
    assertThat(control(body, "layer").get("type").textValue()).isEqualTo("text");
    assertThat(body.get("values").get("decay").doubleValue()).isEqualTo(0.92);
  }

  private static JsonNode control(JsonNode body, String name) {
    for (JsonNode control : body.get("controls")) {
      if (control.get("name").textValue().equals(name)) {
        return control;
      }
    }
    throw new AssertionError("no control " + name);
  }

  @Test
  void aPatchChangesWhatItNamesAndAnswersWithAllValues() throws Exception {
    HttpResponse<String> response =
        rig.patch("{\"steps\": 4, \"octaveScale\": \"1.5\", \"normalize\": false}");
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode values = json(response).get("values");
    assertThat(values).hasSameSizeAs(Controls.table().specs());
    assertThat(values.get("steps").intValue()).isEqualTo(4);
    assertThat(rig.desk.current().octaveScale()).isEqualTo(1.5);
    assertThat(rig.desk.current().normalize()).isFalse();
    assertThat(rig.desk.current().jitter()).isEqualTo(8);
  }

  @Test
  void oneBadValueChangesNone() throws Exception {
    Controls before = rig.desk.current();
    HttpResponse<String> response = rig.patch("{\"jitter\": 12, \"steps\": 21, \"decay\": 0.5}");
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode body = json(response);
    assertThat(body.get("field").textValue()).isEqualTo("steps");
    assertThat(body.get("value").textValue()).isEqualTo("21");
    assertThat(body.get("allowed").textValue()).contains("1 to 20");
    assertThat(body.get("error").textValue()).contains("steps").contains("21");
    assertThat(rig.desk.current()).isEqualTo(before);
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() throws Exception {
    HttpResponse<String> response = rig.patch("{\"sterps\": 2}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("did you mean 'steps'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "[]",
        "[1,2]",
        "42",
        "null",
        "\"steps\"",
        "{\"steps\": 2} {}",
        "{\"steps\": 2, \"steps\": 3}",
        "{steps: 2}",
        "{\"steps\": null}",
        "{\"steps\": [2]}",
        "{\"steps\": {\"a\": 1}}",
        "{\"steps\": 1e999}",
        "{\"steps\": NaN}",
        "{\"steps\": 2.5}",
        "{\"steps\": 99999999999999999999999}",
        "{\"steps\": true}",
        "{\"normalize\": 3}",
        "{\"layer\": \"a\\u0000b\"}",
        "\u0000",
        "{\"\": 1}",
        "<xml/>"
      })
  void whateverIsNotAnObjectOfAllowedValuesIsRefusedInJson(String body) throws Exception {
    Controls before = rig.desk.current();
    HttpResponse<String> response = rig.patch(body);
    assertThat(response.statusCode()).isEqualTo(400);
    String error = json(response).get("error").textValue();
    assertThat(error).isNotBlank().doesNotContain("\n").doesNotContain("Exception");
    assertThat(rig.desk.current()).isEqualTo(before);
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    assertThat(rig.patch("{\"steps\":" + "[".repeat(20_000)).statusCode()).isEqualTo(400);
  }

  @Test
  void anEmptyPatchIsFine() throws Exception {
    assertThat(rig.patch("{}").statusCode()).isEqualTo(200);
  }

  @Test
  void aHugeBodyIsRefusedAnnouncedOrNot() throws Exception {
    String huge = "{\"layer\": \"" + "x".repeat(70_000) + "\"}";
    HttpResponse<String> response = rig.patch(huge);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(json(response).get("error").textValue()).contains("65536 bytes");
    byte[] bytes = huge.getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> chunked =
        rig.send(
            HttpRequest.newBuilder(rig.uri("/api/controls"))
                .method(
                    "PATCH",
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(bytes))));
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void otherContentTypesAreRefusedAndCurlsDefaultIsNot() throws Exception {
    HttpResponse<String> xml =
        rig.send(rig.patching("{\"steps\": 2}").setHeader("Content-Type", "text/xml"));
    assertThat(xml.statusCode()).isEqualTo(415);
    assertThat(json(xml).get("error").textValue()).contains("text/xml");
    HttpResponse<String> curl =
        rig.send(
            rig.patching("{\"steps\": 2}")
                .setHeader("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(curl.statusCode()).isEqualTo(200);
  }

  @Test
  void theStateIsWhatTheReportSays() throws Exception {
    JsonNode state = json(rig.get("/api/state"));
    assertThat(state.get("version").textValue()).isEqualTo("test");
    assertThat(rig.get("/api/state").headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  void aFaultInsideIsAnsweredWithoutItsDetails() throws Exception {
    rig.report.broken = true;
    HttpResponse<String> response = rig.get("/api/state");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(json(response).get("error").textValue()).contains("log");
    assertThat(response.body()).doesNotContain("secret").doesNotContain("Exception");
    assertThat(rig.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void readinessSaysWhatIsMissing() throws Exception {
    assertThat(rig.get("/readyz").statusCode()).isEqualTo(200);
    rig.report.readiness = new StateReport.Readiness(false, "the first picture is being dreamed");
    HttpResponse<String> response = rig.get("/readyz");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(json(response).get("reason").textValue()).contains("being dreamed");
    assertThat(rig.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void modelsAndLayersAreListedAndFetched() throws Exception {
    assertThat(json(rig.get("/api/models")).get("models").get(0).get("name").textValue())
        .isEqualTo("vgg16");
    assertThat(json(rig.get("/api/layers")).get("model").textValue()).isEqualTo("dreamnet");
    HttpResponse<String> accepted = post("/api/models/vgg16/fetch");
    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(json(accepted).get("model").textValue()).isEqualTo("vgg16");
    assertThat(rig.models.fetched).containsExactly("vgg16");
    HttpResponse<String> unknown = post("/api/models/nothing/fetch");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).get("allowed").textValue()).contains("vgg16");
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return rig.send(
        HttpRequest.newBuilder(rig.uri(path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  @Test
  void theSnapshotIsTheNewestPicture() throws Exception {
    HttpResponse<String> early = rig.get("/snapshot.jpg");
    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.headers().firstValue("retry-after")).isPresent();
    try (Mat picture = Pictures.grey(320, 180, 77)) {
      rig.publish(picture);
    }
    HttpResponse<byte[]> response =
        rig.http.send(
            HttpRequest.newBuilder(rig.uri("/snapshot.jpg")).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("content-type")).contains("image/jpeg");
    assertThat(response.headers().firstValue("cache-control").orElse("")).contains("no-store");
    assertThat(Pictures.decode(response.body()).green()).isBetween(75, 79);
  }

  @Test
  void unknownPathsAndMethodsAreAnsweredInJson() throws Exception {
    for (String path : new String[] {"/nothing", "/api/nothing", "/js/none.js", "/index.php"}) {
      HttpResponse<String> response = rig.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(json(response).get("error").textValue()).contains(path);
    }
    for (String path : new String[] {"/api/state", "/stream.mjpg"}) {
      HttpResponse<String> response = post(path);
      assertThat(response.statusCode()).as(path).isIn(404, 405);
      assertThat(json(response).get("error").textValue()).isNotBlank();
    }
  }

  @Test
  void thePageComesWithItsTypeAndATagThatSavesTheNextLoad() throws Exception {
    HttpResponse<String> page = rig.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("A page for tests");
    assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    assertThat(page.headers().firstValue("cache-control")).contains("no-cache");
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'self'")
        .contains("frame-ancestors 'self'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("access-control-allow-origin")).isEmpty();
    assertThat(page.headers().firstValue("server")).isEmpty();
    String tag = page.headers().firstValue("etag").orElseThrow();
    HttpResponse<String> again =
        rig.send(HttpRequest.newBuilder(rig.uri("/")).header("If-None-Match", "W/" + tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpResponse<String> script = rig.get("/js/main.js");
    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.headers().firstValue("content-type").orElse(""))
        .startsWith("text/javascript");
    assertThat(rig.get("/wall").body()).contains("Wall");
  }

  @Test
  void headAnswersLikeGetWithoutABody() throws Exception {
    for (String path : new String[] {"/", "/js/main.js", "/api/state", "/healthz"}) {
      HttpResponse<String> head =
          rig.send(
              HttpRequest.newBuilder(rig.uri(path))
                  .method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(head.statusCode()).as(path).isEqualTo(200);
      assertThat(head.headers().firstValue("content-type"))
          .isEqualTo(rig.get(path).headers().firstValue("content-type"));
      assertThat(head.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../web/index.html",
        "/%2e%2e/logback-test.xml",
        "/..%2flogback-test.xml",
        "//logback-test.xml",
        "/js/../../logback-test.xml",
        "/%00",
        "/a%5cb",
        "/dev/reverie/server/Rig.class",
        "/js",
        "/."
      })
  void nothingOutsideThePageIsServed(String path) throws Exception {
    String answer =
        rig.rawAnswer("GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
    assertThat(answer).containsPattern("^HTTP/1.1 40[04] ").contains("{\"error\":");
  }

  @Test
  void malformedRequestsAreAnsweredInJsonToo() throws Exception {
    assertThat(rig.rawAnswer("GARBAGE")).startsWith("HTTP/1.1 400").contains("{\"error\":");
    assertThat(
            rig.rawAnswer(
                "GET / HTTP/1.1",
                "Host: localhost",
                "X-Long: " + "x".repeat(20_000),
                "Connection: close"))
        .startsWith("HTTP/1.1 431")
        .contains("{\"error\":");
    assertThat(rig.rawAnswer("GET / HTTP/1.1", "Connection: close"))
        .startsWith("HTTP/1.1 400")
        .contains("{\"error\":");
  }

  @Test
  void aClientThatGoesAwayMidRequestHarmsNobody() throws Exception {
    try (Socket socket =
        rig.raw(
            "PATCH /api/controls HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Content-Length: 50")) {
      socket.getOutputStream().write('{');
      socket.setSoLinger(true, 0);
    }
    assertThat(rig.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(rig.desk.current()).isEqualTo(Controls.defaults());
  }

  @Test
  void queriesThatAreNoTextAreRefused() throws Exception {
    assertThat(
            rig.rawAnswer(
                "GET /stream.mjpg?fps=%zz HTTP/1.1", "Host: localhost", "Connection: close"))
        .startsWith("HTTP/1.1 400")
        .contains("{\"error\":");
  }
}
