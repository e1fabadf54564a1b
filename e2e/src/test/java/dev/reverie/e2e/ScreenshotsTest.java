package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.SharedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes the pictures of the page that the docs show; only when asked for. */
@InBrowser
@EnabledIfSystemProperty(
    named = "reverie.screenshots",
    matches = "true",
    disabledReason = "-Dreverie.screenshots=true takes the docs' pictures anew")
class ScreenshotsTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void theDeskWithTheDemoScene(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls().awaitFeed();
    settle(program, 200);
    visitor.photograph(DOCS.resolve("page-demo.jpg"));
  }

  @Test
  void thePhone(Chromium chromium, Program program) {
    Visitor visitor =
        chromium.visit(program, Visitor.Screen.SHARP_PHONE).awaitControls().awaitFeed();
    settle(program, 200);
    visitor.photograph(DOCS.resolve("page-phone.jpg"));
  }

  @Test
  void theDeskWithAPersonAndVgg16(Chromium chromium) {
    try (Program program =
        Program.start(
            "--source", SharedFiles.path("media/person-640x480-30fps.mkv").toString(),
            "--models-dir", SharedFiles.path("models").toString(),
            "--model", "vgg16")) {
      Visitor visitor = chromium.visit(program).awaitControls().awaitFeed();
      assertThat(visitor.figure("model")).containsText("vgg16");
      program.patch(Map.of("intensity", 1.4));
      settle(program, 15);
      visitor.photograph(DOCS.resolve("page-person.jpg"));
      visitor.expectServerToGo();
    }
  }

  /** The dream grows for so many ticks, and the figures come to rest. */
  private static void settle(Program program, int ticks) {
    long enough = dreamed(program) + ticks;
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> dreamed(program) >= enough);
  }

  private static long dreamed(Program program) {
    return program.state().path("totals").path("dreamed").asLong();
  }
}
