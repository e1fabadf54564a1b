package dev.reverie.dream.live.mood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MovementTest {

  @ParameterizedTest
  @CsvSource({
    "0.04, 1, 1.04",
    "0.04, 2, 1.0816",
    "-0.5, 1, 0.5",
    "-0.5, 2, 0.25",
    "0.21, 0.5, 1.1"
  })
  void zoomIsAShareASecondCompounded(double rate, double seconds, double factor) {
    assertThat(new Movement(rate, 0, 0, 0).over(seconds).zoom()).isCloseTo(factor, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 30, 60})
  void manyShortStretchesMoveAsMuchAsOneLongOne(int ticks) {
    Movement movement = new Movement(-0.3, 0.7, 0.1, -0.2);
    Movement.Amount whole = movement.over(3);
    double zoom = 1;
    double radians = 0;
    double dx = 0;
    double dy = 0;
    for (int i = 0; i < 3 * ticks; i++) {
      Movement.Amount part = movement.over(1.0 / ticks);
      zoom *= part.zoom();
      radians += part.radians();
      dx += part.dx();
      dy += part.dy();
    }
    assertThat(new double[] {zoom, radians, dx, dy})
        .containsExactly(
            new double[] {whole.zoom(), whole.radians(), whole.dx(), whole.dy()}, within(1e-12));
  }

  @Test
  void noTimeMovesNothing() {
    assertThat(new Movement(0.2, 1, 1, 1).over(0)).isEqualTo(new Movement.Amount(1, 0, 0, 0));
    assertThat(Movement.NONE.over(100)).isEqualTo(new Movement.Amount(1, 0, 0, 0));
  }

  @Test
  void twoMovementsAtOnceAreOneAfterTheOther() {
    Movement both = new Movement(0.1, 0.2, 0.3, 0.4).plus(new Movement(-0.5, 0.1, -0.3, 0.1));
    assertThat(both.over(1).zoom()).isCloseTo(1.1 * 0.5, within(1e-12));
    assertThat(both.radiansPerSecond()).isCloseTo(0.3, within(1e-12));
    assertThat(both.dxPerSecond()).isCloseTo(0, within(1e-12));
    assertThat(both.dyPerSecond()).isCloseTo(0.5, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 0, 0", "-2, 0, 0, 0", "NaN, 0, 0, 0", "0, Infinity, 0, 0", "0, 0, 0, NaN"})
  void ratesThatMeanNothingAreRefused(double zoom, double radians, double dx, double dy) {
    assertThatThrownBy(() -> new Movement(zoom, radians, dx, dy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite rates and a zoom above -1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void timeThatMeansNothingIsRefused(double seconds) {
    assertThatThrownBy(() -> Movement.NONE.over(seconds))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 s or more");
  }
}
