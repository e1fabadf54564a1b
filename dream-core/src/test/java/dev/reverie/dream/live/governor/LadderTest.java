package dev.reverie.dream.live.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LadderTest {
  private static final double SCALE = 1.4;

  private static List<Rung> rungs(Effort asked) {
    Ladder ladder = new Ladder(asked, SCALE);
    return IntStream.rangeClosed(0, ladder.last()).mapToObj(ladder::rung).toList();
  }

  @Test
  void theTopIsWhatIsAskedEvenIfItIsOdd() {
    Effort asked = new Effort(251, 3, 2, true);
    assertThat(rungs(asked).get(0)).isEqualTo(new Rung(asked, asked.work(SCALE), 1));
  }

  @Test
  void whatShowsLeastGoesFirst() {
    assertThat(rungs(new Effort(256, 4, 2, true)))
        .extracting(Rung::effort)
        .startsWith(
            new Effort(256, 4, 2, true),
            new Effort(256, 4, 2, false),
            new Effort(256, 2, 2, false),
            new Effort(256, 1, 2, false))
        .endsWith(new Effort(96, 1, 2, false));
  }

  @Test
  void everyRungComputesLessOrRestsMore() {
    for (int size = 64; size <= 1280; size += 13) {
      for (int steps = 1; steps <= 20; steps++) {
        List<Rung> rungs = rungs(new Effort(size, steps, 3, steps % 2 == 0));
        for (int i = 1; i < rungs.size(); i++) {
          assertThat(rungs.get(i).work() * rungs.get(i).duty())
              .as("%d px, %d steps, rung %d", size, steps, i)
              .isLessThan(rungs.get(i - 1).work() * rungs.get(i - 1).duty());
        }
      }
    }
  }

  @Test
  void thereAreFewRungsAndWidthsBelowTheAskedOneAreMultiplesOfSixteenDownToNinetySix() {
    for (int size = 64; size <= 1280; size += 13) {
      for (int steps : new int[] {1, 2, 5, 20}) {
        Effort asked = new Effort(size, steps, 4, true);
        Ladder ladder = new Ladder(asked, SCALE);
        assertThat(ladder.lastEffort()).isLessThan(Ladder.MOST_EFFORTS);
        int least = ladder.rung(ladder.lastEffort()).effort().size();
        assertThat(least).isEqualTo(Math.min(size, 96));
        assertThat(rungs(asked))
            .extracting(rung -> rung.effort().size())
            .allMatch(width -> width == asked.size() || width % 16 == 0);
      }
    }
  }

  @Test
  void theLastRungsDifferOnlyInRests() {
    Ladder ladder = new Ladder(new Effort(256, 1, 2, false), SCALE);
    assertThat(ladder.rung(ladder.last()).duty()).isEqualTo(0.25);
    assertThat(ladder.rung(ladder.last()).effort())
        .isEqualTo(ladder.rung(ladder.lastEffort()).effort());
    assertThat(ladder.rung(ladder.resting(0.5)).duty()).isEqualTo(0.5);
    assertThat(ladder.resting(0.1)).isEqualTo(ladder.last());
  }

  @Test
  void octavesInTurnsCostTheirAverageAndAllOfThemTheirSum() {
    double three = 1 + 1 / 1.96 + 1 / (1.96 * 1.96);
    assertThat(new Effort(100, 2, 3, true).work(SCALE)).isCloseTo(20000 * three, within(1e-6));
    assertThat(new Effort(100, 2, 3, false).work(SCALE)).isCloseTo(20000 * three / 3, within(1e-6));
  }

  @Test
  void aRungSaysWhatItGives() {
    Ladder ladder = new Ladder(new Effort(256, 2, 2, true), SCALE);
    assertThat(ladder.words(1)).isEqualTo("octaves in turns");
    assertThat(ladder.words(2)).isEqualTo("1 step per tick, octaves in turns");
    assertThat(ladder.words(ladder.last()))
        .isEqualTo("96 px, 1 step per tick, octaves in turns, 25 % of the time");
  }
}
