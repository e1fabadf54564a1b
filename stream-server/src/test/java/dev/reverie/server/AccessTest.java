package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.Settings;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccessTest {

  private static AccessPolicy policy(String host, String token) throws UnknownHostException {
    return AccessPolicy.of(Settings.defaults().with(Map.of("host", host, "operator-token", token)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "127.0.0.1",
        "127.0.0.1:9",
        "[::1]",
        "[::1]:8080",
        "LOCALHOST:1"
      })
  void onLoopbackItsOwnNamesAreAllowed(String host) throws Exception {
    assertThat(policy("127.0.0.1", "").allowsHost(host)).isTrue();
    assertThat(policy("::1", "").allowsHost(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "192.168.1.5:8080",
        "[::2]:80",
        "localhost@evil.example"
      })
  void onLoopbackOtherNamesAreRefused(String host) throws Exception {
    assertThat(policy("127.0.0.1", "").allowsHost(host)).isFalse();
    assertThat(policy("0.0.0.0", "").allowsHost(host)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, localhost:8080, true",
        "http://localhost:8080, localhost:8080, true",
        "HTTP://LocalHost:8080, localhost:8080, true",
        "http://art.example, art.example:80, true",
        "https://art.example, art.example, true",
        "https://art.example:443, art.example, true",
        "http://[::1]:8080, [::1]:8080, true",
        "http://localhost:3000, localhost:8080, false",
        "http://evil.example, localhost:8080, false",
        "http://localhost:8080.evil.example, localhost:8080, false",
        "null, localhost:8080, false",
        "'', localhost:8080, false",
        "not a url, localhost:8080, false",
        "http://localhost:8080, none, false"
      })
  void anOriginHasToBeTheServersOwn(@Nullable String origin, @Nullable String host, boolean allowed)
      throws Exception {
    assertThat(policy("127.0.0.1", "").allowsOrigin(origin, host)).isEqualTo(allowed);
  }

  @Test
  void beyondLoopbackATokenIsMadeUpUnlessOneIsSet() throws Exception {
    AccessPolicy open = policy("0.0.0.0", "");
    String token = open.generatedToken().orElseThrow();
    assertThat(token).hasSizeGreaterThanOrEqualTo(24);
    assertThat(policy("0.0.0.0", "").generatedToken().orElseThrow()).isNotEqualTo(token);
    assertThat(open.isAuthorized("Bearer " + token)).isTrue();
    assertThat(open.isAuthorized("bearer  " + token)).isTrue();
    assertThat(open.isAuthorized("Bearer ")).isFalse();
    assertThat(open.isAuthorized("Basic " + token)).isFalse();
    assertThat(open.isAuthorized(token)).isFalse();
    assertThat(open.isAuthorized(null)).isFalse();
    assertThat(policy("0.0.0.0", "own").generatedToken()).isEmpty();
    assertThat(policy("0.0.0.0", "own").isToken("own")).isTrue();
    assertThat(policy("127.0.0.1", "").generatedToken()).isEmpty();
    assertThat(policy("127.0.0.1", "own").needsToken()).isFalse();
    assertThat(policy("localhost", "").isLoopback()).isTrue();
    assertThat(policy("127.8.8.8", "").isLoopback()).isTrue();
    assertThat(policy("::", "").isLoopback()).isFalse();
  }

  @Test
  void aHostThatIsNoneIsNamed() {
    assertThatThrownBy(() -> policy("no.such.host.invalid", ""))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no.such.host.invalid")
        .hasMessageContaining("0.0.0.0");
  }

  @Test
  void aRebindingNameSeesNothingAtAll() throws Exception {
    try (Rig rig = new Rig()) {
      for (String path :
          new String[] {"/", "/api/state", "/stream.mjpg", "/snapshot.jpg", "/none"}) {
        String answer =
            rig.rawAnswer("GET " + path + " HTTP/1.1", "Host: evil.example", "Connection: close");
        assertThat(answer).startsWith("HTTP/1.1 403").contains("{\"error\":").contains("nosniff");
      }
    }
  }

  @Test
  void aForeignPageCanLookAtNothingOfUseAndChangeNothing() throws Exception {
    try (Rig rig = new Rig()) {
      HttpResponse<String> patch =
          rig.send(rig.patching("{\"steps\": 2}").header("Origin", "http://evil.example"));
      assertThat(patch.statusCode()).isEqualTo(403);
      HttpResponse<String> fetch =
          rig.send(
              HttpRequest.newBuilder(rig.uri("/api/models/vgg16/fetch"))
                  .header("Origin", "null")
                  .POST(HttpRequest.BodyPublishers.noBody()));
      assertThat(fetch.statusCode()).isEqualTo(403);
      assertThat(rig.models.fetched).isEmpty();
      HttpResponse<String> look =
          rig.send(
              HttpRequest.newBuilder(rig.uri("/api/state"))
                  .header("Origin", "http://evil.example"));
      assertThat(look.headers().map().keySet())
          .noneMatch(name -> name.startsWith("access-control"));
      assertThat(look.headers().firstValue("cross-origin-resource-policy")).contains("same-site");
      HttpResponse<String> own =
          rig.send(
              rig.patching("{\"steps\": 2}")
                  .header("Origin", "http://127.0.0.1:" + rig.server.port()));
      assertThat(own.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void beyondLoopbackLookingIsOpenAndChangesNeedTheToken() throws Exception {
    try (Rig rig = new Rig(Map.of("host", "0.0.0.0", "operator-token", "open-sesame"))) {
      rig.publishForever(160, 90, 20);
      assertThat(rig.get("/api/state").statusCode()).isEqualTo(200);
      try (Rig.Watch watch = rig.watch("")) {
        watch.next();
      }
      HttpResponse<String> refused = rig.patch("{\"steps\": 2}");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");
      assertThat(refused.body()).contains("operator token").doesNotContain("sesame");
      assertThat(
              rig.send(rig.patching("{\"steps\": 2}").header("Authorization", "Bearer open"))
                  .statusCode())
          .isEqualTo(401);
      assertThat(rig.desk.current().steps()).isEqualTo(1);
      assertThat(
              rig.send(rig.patching("{\"steps\": 2}").header("Authorization", "Bearer open-sesame"))
                  .statusCode())
          .isEqualTo(200);
    }
  }
}
