package dev.reverie.dream.live.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class CostsTest {
  private final Costs costs = new Costs();

  private void rounds(int count, long... ticks) {
    for (int i = 0; i < count; i++) {
      for (long tick : ticks) {
        costs.ticked(tick);
      }
    }
  }

  private void begin(int rung, int round) {
    costs.begin(rung, round);
    rounds(round, 9999);
  }

  @Test
  void theFirstRoundIsNotTrusted() {
    costs.ladder(new double[] {2, 1}, Double.NaN);
    costs.begin(0, 2);
    assertThat(costs.ticked(500)).isFalse();
    assertThat(costs.begun()).isFalse();
    assertThat(costs.ticked(500)).isFalse();
    assertThat(costs.begun()).isTrue();
    assertThat(costs.known()).isFalse();
    rounds(2, 10, 20);
    assertThat(costs.known()).isTrue();
    assertThat(costs.nanos()).isEqualTo(15);
  }

  @Test
  void aStallChangesNothing() {
    costs.ladder(new double[] {1}, Double.NaN);
    begin(0, 1);
    rounds(1, 10, 5000, 11, 12, 10);
    assertThat(costs.nanos()).isEqualTo(11);
    begin(0, 1);
    rounds(1, 5000, 10);
    assertThat(costs.nanos()).isEqualTo(10);
  }

  @Test
  void otherRungsAreExpectedToCostInProportionToTheirWork() {
    costs.ladder(new double[] {8, 4, 2}, Double.NaN);
    assertThat(costs.predicted(0)).isNaN();
    begin(1, 1);
    rounds(3, 100);
    assertThat(costs.predicted(0)).isEqualTo(200);
    assertThat(costs.predicted(2)).isEqualTo(50);
    assertThat(costs.perWork()).isEqualTo(25);
  }

  @Test
  void aRungThatWasMeasuredIsRememberedInTheMachinesPresentSpeed() {
    costs.ladder(new double[] {4, 2}, Double.NaN);
    begin(0, 1);
    rounds(3, 120);
    begin(1, 1);
    rounds(3, 80);
    // Per work it is dearer below, and both get half as dear when a load goes.
    assertThat(costs.predicted(0)).isCloseTo(120, within(1e-9));
    rounds(5, 40);
    assertThat(costs.predicted(0)).isCloseTo(60, within(1e-9));
  }

  @Test
  void aMemoryThatCannotBeTheRungsOwnDoingIsBounded() {
    costs.ladder(new double[] {2, 1}, Double.NaN);
    begin(0, 1);
    rounds(3, 1000);
    begin(1, 1);
    rounds(3, 50);
    assertThat(costs.predicted(0)).isEqualTo(200);
  }

  @Test
  void whatIsKnownOfANetworkServesOtherLadders() {
    costs.ladder(new double[] {3, 2}, 10);
    costs.begin(0, 1);
    assertThat(costs.predicted(0)).isEqualTo(30);
    assertThat(costs.predicted(1)).isEqualTo(20);
    assertThat(costs.nanos()).isZero();
  }
}
