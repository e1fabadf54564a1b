package dev.reverie.dream.live.mood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.config.Controls;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MotionResponseTest {
  private static final Controls STILL =
      Controls.defaults().with(Map.of("motion", "still", "motionAttack", 0.5, "motionRelease", 3));
  private static final Controls MOVING = STILL.with(Map.of("motion", "moving"));
  private static final Controls OFF = STILL.with(Map.of("motion", "off"));

  private static double after(
      MotionResponse response, Controls controls, boolean moving, double seconds, int rate) {
    double level = Double.NaN;
    for (int i = 0; i < Math.round(seconds * rate); i++) {
      level = response.advance(controls, moving, 1.0 / rate);
    }
    return level;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 30, 60})
  void movementClearsADreamOfStillnessByTwoThirdsInTheAttackTimeAtAnyRate(int rate) {
    MotionResponse response = new MotionResponse();
    assertThat(response.advance(STILL, false, 0)).isEqualTo(1);
    assertThat(after(response, STILL, true, 0.5, rate)).isCloseTo(Math.exp(-1), within(1e-9));
    assertThat(after(response, STILL, true, 1, rate)).isCloseTo(Math.exp(-3), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 30, 60})
  void itComesBackInTheReleaseTimeAtAnyRate(int rate) {
    MotionResponse response = new MotionResponse();
    assertThat(response.advance(STILL, true, 0)).isZero();
    assertThat(after(response, STILL, false, 3, rate)).isCloseTo(1 - Math.exp(-1), within(1e-9));
  }

  @Test
  void aDreamOfMovementIsTheOtherWayRound() {
    MotionResponse response = new MotionResponse();
    assertThat(response.advance(MOVING, false, 0)).isZero();
    assertThat(after(response, MOVING, true, 0.5, 30)).isCloseTo(1 - Math.exp(-1), within(1e-9));
    double level = after(response, MOVING, true, 20, 30);
    assertThat(level).isCloseTo(1, within(1e-9));
    assertThat(after(response, MOVING, false, 3, 30)).isCloseTo(Math.exp(-1), within(1e-9));
  }

  @Test
  void offIsAlwaysTheWholeDream() {
    MotionResponse response = new MotionResponse();
    for (int i = 0; i < 100; i++) {
      assertThat(response.advance(OFF, i % 7 == 0, 0.03)).isEqualTo(1);
    }
  }

  @Test
  void switchingOverStartsFromWhereItIs() {
    MotionResponse response = new MotionResponse();
    response.advance(STILL, true, 0);
    double last = after(response, STILL, true, 5, 30);
    for (Controls controls : new Controls[] {MOVING, OFF, STILL, OFF, MOVING, STILL}) {
      for (int i = 0; i < 10; i++) {
        double level = response.advance(controls, true, 1.0 / 30);
        assertThat(Math.abs(level - last)).isLessThan(1 - Math.exp(-1 / 15.0) + 1e-9);
        last = level;
      }
    }
  }

  @Test
  void somethingThatWaversAboutTheThresholdDoesNotFlutter() {
    MotionGate gate = new MotionGate();
    assertThat(gate.moving(1.9, 2)).isFalse();
    assertThat(gate.moving(2.0, 2)).isTrue();
    assertThat(gate.moving(1.3, 2)).isTrue();
    assertThat(gate.moving(2.5, 2)).isTrue();
    assertThat(gate.moving(1.1, 2)).isFalse();
    assertThat(gate.moving(1.9, 2)).isFalse();
  }

  @Test
  void anUnknownShareLeavesThingsAsTheyAre() {
    MotionGate gate = new MotionGate();
    assertThat(gate.moving(Double.NaN, 2)).isFalse();
    gate.moving(5, 2);
    assertThat(gate.moving(Double.NaN, 2)).isTrue();
    assertThat(gate.moving(Double.NEGATIVE_INFINITY, 2)).isFalse();
    assertThat(gate.moving(Double.POSITIVE_INFINITY, 2)).isTrue();
  }

  @Test
  void aGlideSurvivesWhatIsNoNumber() {
    Glide glide = new Glide();
    assertThat(glide.value()).isZero();
    assertThat(glide.toward(Double.NaN, 1, 1)).isZero();
    assertThat(glide.toward(0.5, 1, 1)).isEqualTo(0.5);
    assertThat(glide.toward(Double.NaN, 1, 1)).isEqualTo(0.5);
    assertThat(glide.toward(1, 1, -5)).isEqualTo(0.5);
    assertThat(glide.toward(1, 1, Double.NaN)).isEqualTo(0.5);
    assertThat(glide.toward(1, 0, 0.01)).isEqualTo(1);
    assertThat(glide.toward(0, 1, 1e300)).isZero();
  }
}
