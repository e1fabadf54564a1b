package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@InBrowser
class ControlsTest {

  @Test
  void everyControlOfTheServerIsOnThePageWithItsValue(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();

    JsonNode told = program.controls();
    assertThat(told.path("controls")).isNotEmpty();
    for (JsonNode control : told.path("controls")) {
      String name = control.path("name").asText();
      JsonNode value = told.path("values").path(name);
      Locator row = visitor.control(name);
      assertThat(row).hasCount(1);
      String shown = row.getAttribute("data-value");
      if (value.isNumber()) {
        assertThat(Double.parseDouble(shown)).as(name).isEqualTo(value.asDouble());
      } else {
        assertThat(shown).as(name).isEqualTo(value.asText());
      }
    }
  }

  @Test
  void theKeyboardMovesASliderAndTheServerFollows(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();

    Locator decay = visitor.slider("decay");
    decay.focus();
    for (int i = 0; i < 5; i++) {
      decay.press("ArrowLeft");
    }

    awaitOnServer(program, "decay", 0.87);
    assertThat(visitor.field("decay")).hasValue("0.87");
    decay.press("Home");
    awaitOnServer(program, "decay", 0);
  }

  @Test
  void theMouseDragsASliderAndTheServerFollows(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();

    visitor.drag(visitor.slider("intensity"), 1 / 3.0, 1);
    awaitOnServer(program, "intensity", 3);
    assertThat(visitor.field("intensity")).hasValue("3.00");

    visitor.drag(visitor.slider("intensity"), 1, 0);
    awaitOnServer(program, "intensity", 0);
  }

  @Test
  void aDefaultNearTheLowEndOfAWideRangeLeavesTheHandRoomAroundIt(
      Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls().unfold("idle");

    for (String name :
        List.of("tour-seconds", "motion-threshold", "motion-attack", "motion-release", "idle")) {
      Locator slider = visitor.slider(name);
      Number place = (Number) slider.evaluate("slider => slider.value / slider.max");
      assertThat(place.doubleValue()).as(name).isBetween(0.2, 0.6);
    }
    visitor.slider("motion-attack").press("ArrowRight");
    awaitOnServer(program, "motion-attack", 0.55);
    visitor.drag(visitor.slider("idle"), 0.39, 1);
    awaitOnServer(program, "idle", 240);
    visitor.drag(visitor.slider("idle"), 1, 0);
    awaitOnServer(program, "idle", 0);
    assertThat(visitor.control("idle").locator(".aside")).hasText("never");
  }

  @Test
  void aTypedValueIsTakenOnEnterAndTheDefaultIsOneClickAway(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();

    visitor.type("step", "7.5");
    awaitOnServer(program, "step", 7.5);
    assertThat(visitor.control("step")).hasAttribute("data-changed", "");

    visitor.control("step").hover();
    visitor.control("step").locator(".reset").click();
    awaitOnServer(program, "step", 3);
    assertThat(visitor.control("step")).not().hasAttribute("data-changed", "");
  }

  @Test
  void intensityIsSeenInThePicture(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls().awaitFeed();

    visitor.type("intensity", "0");
    awaitOnServer(program, "intensity", 0);
    double plain = calmed(visitor);
    visitor.type("intensity", "3");
    awaitOnServer(program, "intensity", 3);

    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(texture(visitor)).isGreaterThan(1.4 * plain));
  }

  /** The picture's texture when the last dream has faded from it: it falls no further. */
  private static double calmed(Visitor visitor) {
    double[] least = {Double.MAX_VALUE};
    int[] calmLooks = {0};
    await()
        .pollInSameThread()
        .until(
            () -> {
              double now = texture(visitor);
              calmLooks[0] = now < 0.98 * least[0] ? 0 : calmLooks[0] + 1;
              least[0] = Math.min(now, least[0]);
              return calmLooks[0] >= 10;
            });
    return least[0];
  }

  private static double texture(Visitor visitor) {
    return visitor.look(320, 180).texture();
  }

  @Test
  void aValueThatTheServerRefusesIsExplainedAtItsControlAndChangesNothing(
      Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();
    Locator error = visitor.control("octaves").locator(".error");
    assertThat(error).isHidden();

    visitor.type("octaves", "99");
    assertThat(error).isVisible();
    assertThat(error).containsText("99");
    assertThat(error).containsText("from 1 to 6");
    assertThat(visitor.field("octaves")).hasValue("2");
    assertThat(program.control("octaves").asInt()).isEqualTo(2);

    visitor.type("octaves", "many");
    assertThat(error).containsText("\"many\" is not a number");

    visitor.type("octaves", "3");
    awaitOnServer(program, "octaves", 3);
    assertThat(error).isHidden();
  }

  @Test
  void twoOpenPagesFollowEachOther(Chromium chromium, Program program) {
    Visitor one = chromium.visit(program).awaitControls();
    Visitor other = chromium.visit(program, Visitor.Screen.PHONE).awaitControls();

    one.type("jitter", "20");
    assertThat(other.field("jitter")).hasValue("20");
    assertThat(other.slider("jitter")).hasValue("20");

    other.type("blend", "0.3");
    assertThat(one.field("blend")).hasValue("0.30");

    program.patch(Map.of("jitter", 4, "blend", 0.5));
    assertThat(one.field("jitter")).hasValue("4");
    assertThat(one.field("blend")).hasValue("0.50");
    assertThat(other.field("jitter")).hasValue("4");
    assertThat(other.field("blend")).hasValue("0.50");
    assertThat(other.control("jitter")).hasAttribute("data-value", "4");
  }

  private static void awaitOnServer(Program program, String control, double value) {
    await(control)
        .untilAsserted(() -> assertThat(program.control(control).asDouble()).isEqualTo(value));
  }
}
