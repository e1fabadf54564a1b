package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may see {@code /metrics} and the API's description, and how: by the rules for looking. */
@Timeout(60)
class MetricsRouteTest {
  private static final String[] PATHS = {"/metrics", "/api/openapi.json"};

  @Test
  void foreignNamesAreRefused() throws IOException {
    try (Rig rig = new Rig()) {
      for (String path : PATHS) {
        assertThat(
                rig.rawAnswer(
                    "GET " + path + " HTTP/1.1", "Host: evil.example", "Connection: close"))
            .as(path)
            .startsWith("HTTP/1.1 403")
            .contains("{\"error\":");
      }
    }
  }

  @Test
  void beyondLoopbackLookingNeedsNoToken() throws Exception {
    try (Rig rig = new Rig(Map.of("host", "0.0.0.0", "operator-token", "hush-4711"))) {
      for (String path : PATHS) {
        assertThat(rig.get(path).statusCode()).as(path).isEqualTo(200);
        assertThat(rig.get(path).body()).doesNotContain("hush-4711");
      }
    }
  }

  @Test
  void headAnswersAlikeAndChangesAreNoBusinessOfTheirs() throws Exception {
    try (Rig rig = new Rig()) {
      for (String path : PATHS) {
        HttpResponse<String> head =
            rig.send(
                HttpRequest.newBuilder(rig.uri(path))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-type"))
            .isEqualTo(rig.get(path).headers().firstValue("content-type"));
        HttpResponse<String> post =
            rig.send(
                HttpRequest.newBuilder(rig.uri(path))
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.body()).startsWith("{\"error\":");
      }
    }
  }
}
