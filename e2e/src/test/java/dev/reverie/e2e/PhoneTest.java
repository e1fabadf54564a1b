package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.reverie.config.SharedFiles;
import java.util.Map;
import org.junit.jupiter.api.Test;

@InBrowser
class PhoneTest {
  private static final String OVERHANG =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  @Test
  void nothingHangsOverTheSideAndThePictureStaysWhileTheControlsScroll(
      Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program, Visitor.Screen.PHONE).awaitControls().awaitFeed();

    assertThat(visitor.page().evaluate(OVERHANG)).isEqualTo(0);
    visitor.unfold("jpeg-quality").control("jpeg-quality").scrollIntoViewIfNeeded();
    assertThat(((Number) visitor.page().evaluate("scrollY")).doubleValue()).isPositive();
    assertThat(visitor.find("#feed"))
        .isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(0.99));
    Look then = visitor.look();
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(visitor.look().distance(then)).isGreaterThan(0.2));
  }

  @Test
  void theLayersOfVgg16FitAsWell(Chromium chromium, Program program) {
    SharedFiles.path("models/vgg16-blocks1-3.safetensors");
    program.patch(Map.of("model", "vgg16"));
    Visitor visitor = chromium.visit(program, Visitor.Screen.PHONE).awaitControls().awaitFeed();

    assertThat(visitor.layer("block3_conv3")).isVisible();
    assertThat(visitor.page().evaluate(OVERHANG)).isEqualTo(0);
    visitor.layer("block1_pool").tap();
    await()
        .untilAsserted(
            () -> assertThat(program.control("layer").asText()).isEqualTo("block1_pool"));
  }
}
