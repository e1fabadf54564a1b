package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.reverie.config.Clock;
import dev.reverie.config.SharedFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  void theDeskWithTheDemoScene(Chromium chromium, Program program) throws InterruptedException {
    Visitor visitor = chromium.visit(program).awaitControls().awaitFeed();
    settle();
    visitor.photograph(DOCS.resolve("page-demo.jpg"));
  }

  @Test
  void thePhone(Chromium chromium, Program program) throws InterruptedException {
    Visitor visitor =
        chromium.visit(program, Visitor.Screen.SHARP_PHONE).awaitControls().awaitFeed();
    settle();
    visitor.photograph(DOCS.resolve("page-phone.jpg"));
  }

  @Test
  void theDeskWithAPersonAndVgg16(Chromium chromium) throws InterruptedException {
    try (Program program =
        Program.start(
            "--source", SharedFiles.path("media/person-640x480-30fps.mkv").toString(),
            "--models-dir", SharedFiles.path("models").toString(),
            "--model", "vgg16")) {
      Visitor visitor = chromium.visit(program).awaitControls().awaitFeed();
      assertThat(visitor.figure("model")).containsText("vgg16");
      program.patch(Map.of("intensity", 1.4));
      settle();
      visitor.photograph(DOCS.resolve("page-person.jpg"));
      visitor.expectServerToGo();
    }
  }

  /** The dream grows for a while, and the figures come to rest. */
  private static void settle() throws InterruptedException {
    Clock.system().sleep(TimeUnit.SECONDS.toNanos(8));
  }
}
