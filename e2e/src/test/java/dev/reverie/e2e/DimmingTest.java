package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@InBrowser
class DimmingTest {

  static Stream<Arguments> leaders() {
    return Stream.of(
        Arguments.of("feedback", false, true, List.of("zoom", "rotation", "drift-x", "drift-y")),
        Arguments.of("tour", "off", "layers", List.of("tour-seconds")),
        Arguments.of(
            "motion",
            "off",
            "still",
            List.of("motion-threshold", "motion-attack", "motion-release")),
        Arguments.of("octaves", 1, 2, List.of("octave-scale", "octave-order")));
  }

  @ParameterizedTest
  @MethodSource("leaders")
  void whatHasNoEffectIsDimmedUntilItsLeaderIsOn(
      String leader,
      Object off,
      Object on,
      List<String> followers,
      Chromium chromium,
      Program program) {
    Visitor visitor = chromium.visit(program).awaitControls().unfold(leader);

    program.patch(Map.of(leader, off));
    for (String follower : followers) {
      assertThat(visitor.control(follower)).hasAttribute("data-inactive", "");
      assertThat(visitor.find("#control-" + follower + "-help")).containsText("No effect now");
    }
    assertThat(visitor.control(followers.get(0)).locator(".aside")).isVisible();

    program.patch(Map.of(leader, on));
    for (String follower : followers) {
      assertThat(visitor.control(follower)).not().hasAttribute("data-inactive", "");
      assertThat(visitor.find("#control-" + follower + "-help"))
          .not()
          .containsText("No effect now");
    }
  }

  @Test
  void whatIsDimmedCanBeSetInAdvance(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();
    assertThat(visitor.control("zoom")).hasAttribute("data-inactive", "");
    assertThat(visitor.control("zoom")).containsText("feedback is off");

    visitor.type("zoom", "-12.5");
    awaitOnServer(program, "zoom", -12.5);
    visitor.slider("rotation").press("ArrowRight");
    awaitOnServer(program, "rotation", 0.5);
    assertThat(program.control("feedback").asBoolean()).isFalse();

    visitor.control("feedback").locator(".switch").click();
    await().untilAsserted(() -> assertThat(program.control("feedback").asBoolean()).isTrue());
    assertThat(visitor.control("zoom")).not().hasAttribute("data-inactive", "");
    assertThat(visitor.field("zoom")).hasValue("-12.5");
  }

  private static void awaitOnServer(Program program, String control, double value) {
    await(control)
        .untilAsserted(() -> assertThat(program.control(control).asDouble()).isEqualTo(value));
  }
}
