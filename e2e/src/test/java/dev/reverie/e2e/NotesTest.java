package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.Map;
import org.junit.jupiter.api.Test;

@InBrowser
class NotesTest {
  private static final String CALM =
      """
      {"governor": {"level": 0, "reason": "", "size": 256},
       "mood": {"motion": 0.2, "layer": null, "next_s": null, "attract": 0.0},
       "flash": {"limiting": false, "share": 0.0}}
      """;
  private static final String BUSY =
      """
      {"governor": {"level": 2, "reason": "192 px instead of 256: the picture comes first",
        "size": 192}}
      """;

  @Test
  void theGovernorsReasonIsToldInAmberWhileItTakesSomethingBack(
      Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program);
    PretendState state = PretendState.between(visitor.page());
    state.say(CALM);
    visitor.awaitControls().awaitFeed().unfold("size");
    assertThat(visitor.find("#notes")).isHidden();
    String before = visitor.size("#stage");

    state.say(BUSY);
    Locator note = visitor.note("governor");
    assertThat(note).hasText("192 px instead of 256: the picture comes first");
    assertThat(note).hasCSS("color", "rgb(242, 163, 58)");
    assertThat(visitor.control("size").locator(".aside")).hasText("now 192");
    assertThat(visitor.size("#stage")).as("the picture stays where it is").isEqualTo(before);

    state.say(CALM);
    assertThat(note).hasCount(0);
    assertThat(visitor.find("#notes")).isHidden();
    assertThat(visitor.control("size").locator(".aside")).hasText("");
  }

  @Test
  void theFlashLimiterSaysWhenItIsAtWork(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program, Visitor.Screen.PHONE);
    PretendState state = PretendState.between(visitor.page());
    state.say("{\"flash\": {\"limiting\": true, \"share\": 0.1}}");
    visitor.awaitControls();

    assertThat(visitor.note("flash")).hasText("Flash limiter at work");
    assertThat(visitor.note("flash")).isInViewport();

    state.say(CALM);
    assertThat(visitor.note("flash")).hasCount(0);
  }

  @Test
  void aPictureThatPlaysByItselfIsSaidToBeAsleep(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program);
    PretendState state = PretendState.between(visitor.page());
    state.say("{\"mood\": {\"motion\": 0.0, \"attract\": 0.8}}");
    visitor.awaitControls();
    assertThat(visitor.note("asleep")).hasText("Asleep, playing by itself");

    state.say("{\"mood\": {\"motion\": 6.0, \"attract\": 0.3}}");
    assertThat(visitor.note("asleep")).hasCount(0);
  }

  @Test
  void theTourSaysWhereItIsAndWhenItMovesOn(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program);
    PretendState state = PretendState.between(visitor.page());
    state.say("{\"mood\": {\"motion\": 0.0, \"layer\": \"eyes\", \"next_s\": 11.2}}");
    visitor.awaitControls();
    Locator aside = visitor.control("layer").locator(".aside");
    assertThat(visitor.layer("eyes")).hasAttribute("data-running", "");
    assertThat(aside).hasText("");

    program.patch(Map.of("tour", "layers"));
    assertThat(aside).hasText("on tour: eyes, next in 12\u2009s");

    state.say("{\"mood\": {\"motion\": 0.0, \"layer\": \"leopard\", \"next_s\": 29.6}}");
    assertThat(aside).hasText("on tour: leopard, next in 30\u2009s");
    assertThat(visitor.layer("leopard")).hasAttribute("data-running", "");
    assertThat(visitor.layer("eyes")).not().hasAttribute("data-running", "");
  }

  @Test
  void theMeasuredMovementStandsBesideItsThreshold(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program);
    PretendState state = PretendState.between(visitor.page());
    state.say("{\"mood\": {\"motion\": 1.23}}");
    visitor.awaitControls();

    program.patch(Map.of("motion", "still"));
    assertThat(visitor.control("motion-threshold").locator(".aside")).hasText("now 1.2\u2009%");
    program.patch(Map.of("motion", "off"));
    assertThat(visitor.control("motion-threshold").locator(".aside")).hasText("motion is off");
  }
}
