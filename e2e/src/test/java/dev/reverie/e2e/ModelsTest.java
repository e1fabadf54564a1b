package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import dev.reverie.config.SharedFiles;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@InBrowser
class ModelsTest {

  @BeforeEach
  void vgg16MustBeHere() {
    SharedFiles.path("models/vgg16-blocks1-3.safetensors");
  }

  @Test
  void theModelPickerSwitchesToVgg16AndBackWhileThePictureMovesOn(
      Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls().awaitFeed();
    assertThat(model(visitor, "dreamnet")).hasAttribute("aria-checked", "true");
    assertThat(visitor.layer("tendrils")).hasText("Tendrils");

    model(visitor, "vgg16").click();
    assertThat(visitor.figure("model")).containsText("vgg16");
    assertThat(model(visitor, "vgg16")).hasAttribute("aria-checked", "true");
    assertThat(visitor.layer("block3_pool")).isVisible();
    assertThat(visitor.layer("tendrils")).hasCount(0);
    assertThat(program.state().path("model").path("name").asText()).isEqualTo("vgg16");
    Look then = visitor.look();
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(visitor.look().distance(then)).isGreaterThan(0.2));

    model(visitor, "dreamnet").click();
    assertThat(visitor.figure("model")).containsText("dreamnet");
    assertThat(visitor.layer("tendrils")).isVisible();
    assertThat(visitor.layer("block3_pool")).hasCount(0);
  }

  @Test
  void theLayerPickerListsVgg16sBlocksAndSwitches(Chromium chromium, Program program) {
    program.patch(Map.of("model", "vgg16"));
    Visitor visitor = chromium.visit(program).awaitControls();

    assertThat(visitor.layer("block2_pool")).isVisible();
    for (int block = 1; block <= 5; block++) {
      assertThat(visitor.find("#layer-picker [data-block=\"block" + block + "\"]")).isVisible();
      assertThat(visitor.layer("block" + block + "_pool")).hasCount(1);
    }

    visitor.layer("block2_pool").click();
    awaitLayer(program, "block2_pool");
    assertThat(visitor.layer("block2_pool")).hasAttribute("aria-checked", "true");
    assertThat(visitor.layer("block2_pool")).hasAttribute("data-running", "");
    assertThat(visitor.figure("model")).containsText("block2_pool");
  }

  @Test
  void aLayerThatTheWeightsLackSaysSoAndIsNotTaken(Chromium chromium, Program program) {
    program.patch(Map.of("model", "vgg16", "layer", "block3_pool"));
    Visitor visitor = chromium.visit(program).awaitControls();
    Locator missing = visitor.layer("block5_pool");
    assertThat(missing).hasAttribute("aria-disabled", "true");

    missing.click(new Locator.ClickOptions().setForce(true));

    Locator error = visitor.control("layer").locator(".error");
    assertThat(error).containsText("block5_pool can't be chosen: ");
    assertThat(error).containsText("weights");
    assertThat(visitor.find(".layer-note")).containsText("weights");
    assertThat(visitor.layer("block3_pool")).hasAttribute("aria-checked", "true");
    assertThat(program.control("layer").asText()).isEqualTo("block3_pool");
  }

  @Test
  void whatDreamnetDecidesByItselfIsOfferedForVgg16(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();
    assertThat(visitor.control("objective")).hasAttribute("data-inactive", "");
    assertThat(visitor.control("normalize")).hasAttribute("data-inactive", "");
    assertThat(visitor.control("objective").locator(".segments")).isHidden();

    model(visitor, "vgg16").click();
    assertThat(visitor.control("objective")).not().hasAttribute("data-inactive", "");
    assertThat(visitor.control("channel")).hasAttribute("data-inactive", "");
    assertThat(visitor.control("channel")).not().hasAttribute("data-folded", "");

    visitor.control("objective").locator(".segments label").getByText("Channel").click();
    awaitControl(program, "objective", "channel");
    assertThat(visitor.control("channel")).not().hasAttribute("data-inactive", "");
    visitor.type("channel", "17");
    awaitControl(program, "channel", "17");

    visitor.unfold("normalize").control("normalize").locator(".switch").click();
    awaitControl(program, "normalize", "false");
  }

  private static Locator model(Visitor visitor, String name) {
    return visitor.find("#model-picker [data-model=\"" + name + "\"] .model-choose");
  }

  private static void awaitLayer(Program program, String layer) {
    await()
        .untilAsserted(
            () ->
                assertThat(program.state().path("model").path("layer").asText()).isEqualTo(layer));
    awaitControl(program, "layer", layer);
  }

  private static void awaitControl(Program program, String control, String value) {
    await(control)
        .untilAsserted(() -> assertThat(program.control(control).asText()).isEqualTo(value));
  }
}
