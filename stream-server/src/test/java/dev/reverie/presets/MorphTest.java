package dev.reverie.presets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.config.InvalidValueException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MorphTest {
  private final HeldClock clock = new HeldClock();
  private final PlainTarget target = new PlainTarget();
  private final Morpher morpher = new Morpher(target, clock);

  @AfterEach
  void close() {
    morpher.close();
  }

  /** Lets time pass and waits until what it is due to change has been changed. */
  private void pass(double seconds) throws InterruptedException {
    clock.awaitSleeper();
    MorphState before = morpher.state();
    int known = target.changes().size();
    clock.advance(seconds);
    double left = before == null ? 0 : before.leftSeconds() - seconds;
    if (left <= 0) {
      Awaitility.await().until(() -> morpher.state() == null);
    } else {
      Awaitility.await().until(() -> target.changes().size() > known);
    }
  }

  private double number(String control) {
    return Double.parseDouble(target.value(control).toString());
  }

  @Test
  void numbersGlideInAStraightLineAndArriveExactly() throws Exception {
    target.touch(Map.of("decay", 0.5, "zoom", -10));
    morpher.start("there", Map.of("decay", 0.9, "zoom", 30.0), 4);
    for (int quarter = 1; quarter <= 3; quarter++) {
      pass(1);
      assertThat(number("decay")).isCloseTo(0.5 + 0.1 * quarter, within(1e-4));
      assertThat(number("zoom")).isCloseTo(-10 + 10.0 * quarter, within(1e-4));
      assertThat(morpher.state()).isEqualTo(new MorphState("there", 4 - quarter));
    }
    pass(1);
    assertThat(number("decay")).isEqualTo(0.9);
    assertThat(number("zoom")).isEqualTo(30);
    assertThat(morpher.problem()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.25, 2.5",
    "3, 6, 0.5, 4.5",
    "-1, 100, 0.5, 49.5",
    // By ratio: half the way from 1 to 100 is 10, a quarter of the way from 1000 to 0.1 is 100.
    "1, 100, 0.5, 10",
    "1000, 0.1, 0.25, 100",
    "2, 19, 0.5, 10.5"
  })
  void endsThatLieADecadeApartGlideByRatioAndOthersInAStraightLine(
      double from, double to, double done, double expected) {
    assertThat(Morph.between(from, to, done)).isCloseTo(expected, within(1e-9));
    assertThat(Morph.between(from, to, 0)).isEqualTo(from);
    assertThat(Morph.between(from, to, 1)).isCloseTo(to, within(1e-9));
  }

  @Test
  void wholeNumbersAreRounded() throws Exception {
    target.touch(Map.of("steps", 1, "jitter", 0));
    morpher.start("there", Map.of("steps", 4, "jitter", 64), 8);
    pass(1);
    assertThat(target.value("steps")).isEqualTo("1"); // 1.375
    assertThat(target.value("jitter")).isEqualTo("8");
    pass(1);
    assertThat(target.value("steps")).isEqualTo("2"); // 1.75
    pass(3);
    assertThat(target.value("steps")).isEqualTo("3"); // 2.875
    pass(3);
    assertThat(target.value("steps")).isEqualTo("4");
  }

  @Test
  void everythingElseChangesInTheMiddleAtOnceAndOnlyOnce() throws Exception {
    Map<String, Object> goal =
        Map.of(
            "model",
            "vgg16",
            "layer",
            "block3_conv3",
            "objective",
            "channel",
            "channel",
            123,
            "size",
            224,
            "octaves",
            5,
            "octave-scale",
            1.9,
            "feedback",
            true,
            "motion",
            "still",
            "intensity",
            2.0);
    morpher.start("there", goal, 4);
    pass(1.9);
    assertThat(target.value("model")).isEqualTo("dreamnet");
    assertThat(target.value("channel")).isEqualTo("0");
    assertThat(target.value("size")).isEqualTo("256");
    assertThat(target.value("octave-scale")).isEqualTo("1.4");
    pass(0.1);
    goal.forEach(
        (name, value) -> {
          if (!name.equals("intensity")) {
            assertThat(target.value(name)).as(name).isEqualTo(value.toString());
          }
        });
    pass(0.5);
    pass(1.5);
    assertThat(target.changes().stream().filter(changes -> changes.containsKey("model")))
        .hasSize(1);
    assertThat(number("intensity")).isEqualTo(2);
  }

  @Test
  void theLayerIsNamedWithTheModelEvenIfItIsCalledTheSame() throws Exception {
    target.touch(Map.of("model", "vgg16", "layer", "auto"));
    morpher.start("there", Map.of("model", "dreamnet", "layer", "auto"), 1);
    pass(0.5);
    assertThat(target.changes())
        .contains(new HashMap<>(Map.of("model", "dreamnet", "layer", "auto")));
  }

  @Test
  void aStepWhoseUnitChangesDoesNotGlideBetweenUnits() throws Exception {
    morpher.start("raw", Map.of("normalize", false, "step", 5000.0, "decay", 0.5), 2);
    pass(0.9);
    assertThat(number("step")).isEqualTo(3);
    pass(0.1);
    assertThat(number("step")).isEqualTo(5000);
    assertThat(target.value("normalize")).isEqualTo("false");
  }

  @Test
  void whatIsTouchedOnTheWayIsLeftAlone() throws Exception {
    morpher.start(
        "there", Map.of("intensity", 2.0, "decay", 0.5, "feedback", true, "flow", false), 4);
    pass(1);
    target.touch(Map.of("intensity", 0.2, "feedback", false));
    pass(2);
    pass(1);
    assertThat(target.value("intensity")).isEqualTo("0.2");
    assertThat(target.value("feedback")).isEqualTo("false");
    assertThat(target.value("decay")).isEqualTo("0.5");
    assertThat(target.value("flow")).isEqualTo("false");
  }

  @Test
  void aTouchThatChangesNothingIsATouchToo() throws Exception {
    morpher.start("there", Map.of("intensity", 2.0, "decay", 0.5), 4);
    pass(1);
    double held = number("intensity");
    target.touch(Map.of("intensity", held));
    pass(3);
    assertThat(number("intensity")).isEqualTo(held);
    assertThat(number("decay")).isEqualTo(0.5);
  }

  @Test
  void aTouchBeforeTheRecallIsForgotten() throws Exception {
    target.touch(Map.of("intensity", 0.5));
    morpher.start("there", Map.of("intensity", 2.0), 1);
    pass(1);
    assertThat(number("intensity")).isEqualTo(2);
  }

  @Test
  void whoeverChoosesALayerKeepsTheModelItIsOf() throws Exception {
    morpher.start("there", Map.of("model", "vgg16", "layer", "block1_pool", "intensity", 2.0), 2);
    pass(0.5);
    target.touch(Map.of("layer", "beads"));
    pass(1.5);
    assertThat(target.value("model")).isEqualTo("dreamnet");
    assertThat(target.value("layer")).isEqualTo("beads");
    assertThat(number("intensity")).isEqualTo(2);
  }

  @Test
  void anotherRecallTakesOverFromWhereThingsAre() throws Exception {
    target.touch(Map.of("intensity", 0));
    morpher.start("first", Map.of("intensity", 2.0, "flow", false), 4);
    pass(1);
    assertThat(number("intensity")).isCloseTo(0.5, within(1e-4));
    morpher.start("second", Map.of("intensity", 1.5), 2);
    assertThat(morpher.state()).isEqualTo(new MorphState("second", 2));
    pass(1);
    assertThat(number("intensity")).isCloseTo(1, within(1e-4));
    pass(1);
    assertThat(number("intensity")).isEqualTo(1.5);
    assertThat(target.value("flow")).as("the first one's middle").isEqualTo("true");
  }

  @Test
  void zeroSecondsIsAtOnceAndEndsWhatIsUnderWay() throws Exception {
    morpher.start("slow", Map.of("intensity", 3.0), 10);
    pass(1);
    morpher.start("now", Map.of("intensity", 0.3, "model", "vgg16"), 0);
    assertThat(target.value("intensity")).isEqualTo("0.3");
    assertThat(target.value("model")).isEqualTo("vgg16");
    assertThat(morpher.state()).isNull();
  }

  @Test
  void whatIsRefusedAtOnceIsToldAndChangesNothing() {
    target.lose("vgg16");
    assertThatThrownBy(() -> morpher.start("now", Map.of("model", "vgg16", "intensity", 2.0), 0))
        .isInstanceOf(InvalidValueException.class);
    assertThat(target.value("intensity")).isEqualTo("1.0");
  }

  @Test
  void whatIsRefusedOnTheWayIsSaidAndTheRestArrives() throws Exception {
    target.lose("vgg16");
    morpher.start("there", Map.of("model", "vgg16", "flow", false, "intensity", 2.0), 2);
    pass(1);
    assertThat(morpher.problem()).contains("vgg16");
    pass(1);
    assertThat(number("intensity")).isEqualTo(2);
    assertThat(target.value("model")).isEqualTo("dreamnet");
    morpher.start("other", Map.of("intensity", 1.0), 1);
    assertThat(morpher.problem()).as("of the next one").isEmpty();
  }

  @Test
  void aMachineThatStoodStillArrivesAllTheSame() throws Exception {
    morpher.start("there", Map.of("model", "vgg16", "intensity", 2.0), 2);
    pass(3600);
    assertThat(target.value("model")).isEqualTo("vgg16");
    assertThat(number("intensity")).isEqualTo(2);
  }

  @Test
  void nothingMovesOnceClosed() throws Exception {
    morpher.start("there", Map.of("intensity", 2.0), 10);
    pass(1);
    Object before = target.value("intensity");
    morpher.close();
    clock.advance(20);
    assertThat(morpher.state()).isNull();
    assertThat(target.value("intensity")).isEqualTo(before);
  }

  @Test
  void aStepThatChangesNothingTellsNobody() throws Exception {
    morpher.start("same", Map.of("intensity", 1.0, "flow", true), 1);
    clock.awaitSleeper();
    clock.advance(1);
    Awaitility.await().until(() -> morpher.state() == null);
    assertThat(target.changes()).isEmpty();
    assertThat(Set.of("1.0")).contains(target.value("intensity").toString());
  }
}
