package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@InBrowser
class GroupsTest {
  private static final String OVERHANG =
      """
      () => Math.max(...["html", "#panel"].map((selector) => {
        const element = document.querySelector(selector);
        return element.scrollWidth - element.clientWidth;
      }))
      """;

  @Test
  void theGroupsStandInTheServersOrder(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();

    List<String> told =
        StreamSupport.stream(program.controls().path("controls").spliterator(), false)
            .map(control -> control.path("group").asText())
            .distinct()
            .toList();
    assertThat(told).contains("Autopilot");
    assertThat(visitor.find(".group-title").allTextContents()).isEqualTo(told);
  }

  @Test
  void aFoldedGroupSaysWhatItHoldsAndTheBrowserRemembersHowItWasLeft(
      Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();
    Locator head = visitor.group("Autopilot").locator("summary");
    assertThat(visitor.control("motion")).isHidden();
    assertThat(head).containsText("tour, motion, idle");

    head.click();
    assertThat(visitor.control("motion")).isVisible();
    visitor.page().reload();
    visitor.awaitControls();
    assertThat(visitor.control("motion")).isVisible();

    head.focus();
    head.press("Enter");
    assertThat(visitor.control("motion")).isHidden();
    visitor.page().reload();
    visitor.awaitControls();
    assertThat(visitor.control("motion")).isHidden();
    assertThat(visitor.control("intensity")).isVisible();
  }

  @Test
  void aFoldedGroupSaysHowManyOfItsControlsAreNotAtTheirDefaults(
      Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();
    Locator note = visitor.group("Ascent").locator(".group-note");
    assertThat(note).containsText("jitter");

    program.patch(Map.of("jitter", 4, "octave-scale", 1.6));
    assertThat(note).hasText("2 changed");

    program.patch(Map.of("jitter", 8));
    assertThat(note).hasText("1 changed");
  }

  @ParameterizedTest
  @EnumSource(
      value = Visitor.Screen.class,
      names = {"DESK", "PHONE"})
  void everyControlFitsIntoTheWidth(Visitor.Screen screen, Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program, screen).awaitControls();

    visitor.unfold("step").unfold("motion").unfold("jpeg-quality");
    assertThat(visitor.find(".group:not([open])")).hasCount(0);

    assertThat(visitor.page().evaluate(OVERHANG)).isEqualTo(0);
    assertThat(visitor.control("motion-release")).isVisible();
    visitor.control("tour").locator(".segments label").getByText("Layers").click();
    assertThat(visitor.control("tour")).hasAttribute("data-value", "layers");
    assertThat(visitor.control("tour-seconds")).not().hasAttribute("data-inactive", "");
    assertThat(visitor.page().evaluate(OVERHANG)).isEqualTo(0);
  }

  @Test
  void namesReadAsWordsAndUnitsAsTheyAreWritten(Chromium chromium, Program program) {
    Visitor visitor = chromium.visit(program).awaitControls();

    assertThat(name(visitor, "octave-order")).hasText("Octave order");
    assertThat(name(visitor, "drift-x")).hasText("Drift X");
    assertThat(name(visitor, "jpeg-quality")).hasText("JPEG quality");
    // Its leader's name is left to those who hear the page.
    assertThat(name(visitor, "motion-threshold")).hasText("Motion Threshold");
    assertThat(visitor.control("rotation").locator(".reading .unit")).hasText("\u00b0/s");
    assertThat(visitor.control("zoom").locator(".reading .unit")).hasText("%/s");
  }

  private static Locator name(Visitor visitor, String control) {
    return visitor.control(control).locator(".control-name");
  }
}
