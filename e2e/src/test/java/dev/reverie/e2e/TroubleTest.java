package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import dev.reverie.config.NetworkCamera;
import java.io.IOException;
import org.junit.jupiter.api.Test;

@InBrowser
class TroubleTest {

  @Test
  void aKilledServerIsReconnectedToByItself(Chromium chromium) {
    Visitor visitor;
    int port;
    try (Program first = Program.start("--source", "demo", "--octaves", "3")) {
      port = first.port();
      visitor = chromium.visit(first).awaitControls().awaitFeed();
      assertThat(visitor.field("octaves")).hasValue("3");
      visitor.expectServerToGo();
      first.kill();
    }

    assertThat(visitor.find("body")).hasAttribute("data-link", "offline");
    assertThat(visitor.find("#stage")).hasAttribute("data-feed", "lost");
    assertThat(visitor.find("#veil")).containsText("Reconnecting");
    assertThat(visitor.find("#health")).hasAttribute("data-health", "red");
    assertThat(visitor.find("#controls")).hasAttribute("disabled", "");

    try (Program second = Program.startAt(port, "--source", "demo", "--octaves", "4")) {
      visitor.awaitFeed().awaitControls().awaitLink();
      assertThat(visitor.field("octaves")).hasValue("4");
      assertThat(visitor.find("#health")).hasAttribute("data-health", "green");
      Look then = visitor.look();
      await()
          .pollInSameThread()
          .untilAsserted(() -> assertThat(visitor.look().distance(then)).isGreaterThan(0.2));
      visitor.type("octaves", "1");
      await().untilAsserted(() -> assertThat(second.control("octaves").asInt()).isEqualTo(1));
    }
  }

  @Test
  void aLostSourceIsToldOnABannerUntilItIsBack(Chromium chromium) throws IOException {
    NetworkCamera camera = PretendCamera.start(0);
    int port = camera.port();
    try (Program program = Program.start("--source", camera.url())) {
      Visitor visitor = chromium.visit(program).awaitFeed();
      Locator warning = visitor.find("#banner .warning[data-code=\"no-signal\"]");
      assertThat(visitor.find("#health")).hasAttribute("data-health", "green");
      assertThat(warning).hasCount(0);

      camera.close();
      assertThat(warning).isVisible();
      assertThat(warning).containsText("No picture");
      assertThat(warning).hasAttribute("data-tone", "red");
      assertThat(visitor.find("#health")).hasAttribute("data-health", "red");
      assertThat(visitor.figure("source")).hasText("No signal");

      try (NetworkCamera again = PretendCamera.start(port)) {
        assertThat(warning).hasCount(0);
        assertThat(visitor.find("#health")).hasAttribute("data-health", "green");
        assertThat(visitor.find("#banner")).isHidden();
        assertThat(again.port()).isEqualTo(port);
      }
      visitor.expectServerToGo();
    } finally {
      camera.close();
    }
  }
}
