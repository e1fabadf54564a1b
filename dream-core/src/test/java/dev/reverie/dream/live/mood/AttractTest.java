package dev.reverie.dream.live.mood;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttractTest {
  private static double[] signs(Attract attract) {
    Movement m = attract.movement(1);
    return new double[] {
      m.zoomPerSecond() / 0.07,
      m.radiansPerSecond() / Math.toRadians(5.4),
      m.dxPerSecond() / 0.015,
      m.dyPerSecond() / 0.015,
      (attract.breath(1) - 1) / 0.15
    };
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void atEveryMomentThePictureZoomsOrTurns(long seed) {
    Attract attract = new Attract(new Random(seed));
    for (int i = 0; i < 100_000; i++) {
      attract.advance(0.31);
      Movement.Amount second = attract.movement(1).over(1);
      // In a second, points at the edge of a 256 pixels wide picture move by 4 pixels or more.
      double edge = 128 * Math.hypot(second.zoom() - 1, second.radians());
      assertThat(edge).isBetween(4.0, 13.0);
    }
  }

  @Test
  void twoMomentsASecondApartDiffer() {
    Attract attract = new Attract(new Random(7));
    double[] last = signs(attract);
    for (int i = 0; i < 100_000; i++) {
      attract.advance(1);
      double[] now = signs(attract);
      assertThat(distance(now, last)).isGreaterThan(0.01);
      last = now;
    }
  }

  @Test
  void inADayItDoesNotComeBackToWhereItWas() {
    Attract attract = new Attract(new Random(7));
    double[] first = signs(attract);
    attract.advance(30);
    double nearest = Double.MAX_VALUE;
    for (int i = 0; i < 86_400 * 2; i++) {
      attract.advance(0.5);
      nearest = Math.min(nearest, distance(signs(attract), first));
    }
    assertThat(nearest).isGreaterThan(0.01);
  }

  @Test
  void itWandersBothWaysAndStaysWhereItIs() {
    Attract attract = new Attract(new Random(3));
    double[] low = new double[5];
    double[] high = new double[5];
    double[] sum = new double[5];
    int count = 36_000;
    for (int i = 0; i < count; i++) {
      attract.advance(0.1);
      double[] now = signs(attract);
      for (int k = 0; k < 5; k++) {
        low[k] = Math.min(low[k], now[k]);
        high[k] = Math.max(high[k], now[k]);
        sum[k] += now[k] / count;
      }
    }
    for (int k = 0; k < 5; k++) {
      assertThat(low[k]).isBetween(-1.05, -0.7);
      assertThat(high[k]).isBetween(0.7, 1.05);
      assertThat(sum[k]).isBetween(-0.15, 0.15);
    }
  }

  @Test
  void withoutAttractThereIsNothing() {
    Attract attract = new Attract(new Random(3));
    attract.advance(12);
    assertThat(attract.breath(0)).isEqualTo(1);
    assertThat(attract.movement(0).over(10).zoom()).isEqualTo(1);
    assertThat(attract.movement(0).radiansPerSecond()).isZero();
  }

  @Test
  void nothingJumpsFromTickToTick() {
    Attract attract = new Attract(new Random(5));
    double[] last = signs(attract);
    for (int i = 0; i < 100_000; i++) {
      attract.advance(1 / 30.0);
      double[] now = signs(attract);
      assertThat(distance(now, last)).isLessThan(0.06);
      last = now;
    }
  }
}
