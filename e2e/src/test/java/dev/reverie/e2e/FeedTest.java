package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

@InBrowser
class FeedTest {

  @Test
  void theFeedShowsMovingPictures(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitFeed();

    Look first = visitor.look();
    assertThat(first.brightness()).as("brightness").isBetween(15.0, 240.0);
    for (int i = 0; i < 3; i++) {
      Look before = visitor.look();
      await()
          .pollInSameThread()
          .untilAsserted(() -> assertThat(visitor.look().distance(before)).isGreaterThan(0.2));
    }
    assertThat(visitor.page().evaluate("[feed.naturalWidth, feed.naturalHeight].join('x')"))
        .isEqualTo("1280x720");
  }

  @Test
  void theNoticeAboutFlashingComesBeforeTheFirstPictureAndOnlyOnce(
      Chromium chromium, Program program) {
    Visitor visitor = chromium.visitFirst(program);

    assertThat(visitor.find("#gate")).isVisible();
    assertThat(visitor.find("#feed")).isHidden();
    visitor.page().keyboard().press("Escape");
    assertThat(visitor.find("#gate")).isVisible();
    visitor.awaitLink();
    assertThat(visitor.find("#stage")).hasAttribute("data-feed", "waiting");
    assertThat(program.state().path("viewers").path("count").asInt()).isZero();

    visitor.find("#gate-accept").click();
    visitor.awaitFeed();
    assertThat(visitor.find("#gate")).isHidden();

    visitor.page().reload();
    visitor.awaitFeed();
    assertThat(visitor.find("#gate")).isHidden();
  }

  @Test
  void theFiguresUnderThePictureAreTheServers(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitFeed();

    assertThat(visitor.find("#health")).hasAttribute("data-health", "green");
    assertThat(visitor.find("#health")).containsText("Live");
    assertThat(visitor.figure("viewers")).hasText("1");
    assertThat(visitor.figure("source")).hasText("demo scene");
    // Which one is best depends on the machine.
    assertThat(visitor.figure("engine"))
        .hasText(program.state().path("engine").path("name").asText());
    assertThat(visitor.figure("model")).containsText("dreamnet");
    for (String figure : new String[] {"output", "dreamed", "steps", "latency"}) {
      await(figure)
          .pollInSameThread()
          .untilAsserted(
              () ->
                  assertThat(Double.parseDouble(visitor.figure(figure).innerText())).isPositive());
    }
    assertThat(visitor.find("#banner")).isHidden();
  }

  @Test
  void aPictureCanBeSaved(Chromium chromium, Program program) throws IOException {
    Visitor visitor = chromium.visit(program).awaitFeed();

    Download download = visitor.page().waitForDownload(() -> visitor.find("#snapshot").click());

    assertThat(download.suggestedFilename()).matches("reverie-\\d{8}-\\d{6}\\.jpg");
    try (InputStream in = download.createReadStream()) {
      BufferedImage picture = ImageIO.read(in);
      assertThat(picture.getWidth()).isEqualTo(1280);
      assertThat(picture.getHeight()).isEqualTo(720);
    }
  }

  @Test
  void theKeyFFillsTheScreenWithThePictureAndLeavesItAgain(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitFeed();

    visitor.page().keyboard().press("f");
    assertThat(visitor.find("#fullscreen")).hasAttribute("aria-pressed", "true");
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(visitor.size("#stage")).isEqualTo("1440x900"));
    visitor.page().keyboard().press("f");
    assertThat(visitor.find("#fullscreen")).hasAttribute("aria-pressed", "false");
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(visitor.size("#stage")).isNotEqualTo("1440x900"));
  }
}
