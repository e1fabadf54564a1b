package dev.reverie.dream.live.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GovernorTest {
  private static final int TEN_MINUTES = 600;
  private static final long MILLI = 1_000_000;

  private final SimulatedMachine machine = new SimulatedMachine(2);

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  private Report report() {
    return machine.governor.report();
  }

  /** A machine that the default dream fills well, but not too much. */
  private void busyMachine() {
    machine.stepMillis = 44;
    machine.pictureMillis = 14;
    machine.set("octaves", 1);
  }

  @Test
  void aFastMachineComputesWhatIsAskedAndTicksOncePerPicture() {
    machine.stepMillis = 4;
    machine.run(TEN_MINUTES);
    assertThat(machine.levels(TEN_MINUTES)).containsOnly(0);
    assertThat(machine.pictures(TEN_MINUTES)).containsOnly(30);
    assertThat(machine.ticks(TEN_MINUTES - 1)).allMatch(ticks -> ticks >= 29 && ticks <= 31);
    assertThat(report().why()).isEqualTo("as asked");
    assertThat(report().outputRate()).isCloseTo(30, within(0.1));
    assertThat(report().targetRate()).isEqualTo(30);
    assertThat(report().tickMillis()).isCloseTo(1 + 0.755 * 0.64 * 4, within(0.5));
    assertThat(report().headroom()).isCloseTo(1 - 12 / 33.3, within(0.05));
  }

  @Test
  void aSlowEngineThatIsFastEnoughComputesWhatIsAsked() {
    machine.stepMillis = 90;
    machine.set("size", 320);
    machine.set("octaves", 1);
    machine.run(TEN_MINUTES);
    assertThat(machine.levels(TEN_MINUTES)).containsOnly(0);
    assertThat(machine.ticks(TEN_MINUTES - 5)).allMatch(ticks -> ticks >= 9);
  }

  @Test
  void aDreamThatIsTooSlowToBeAliveSettlesOnLess() {
    machine.stepMillis = 90;
    machine.set("size", 320);
    machine.set("steps", 4);
    machine.set("octaveOrder", "all");
    machine.run(TEN_MINUTES);
    assertThat(report().effort()).isEqualTo(new Effort(320, 1, 2, false));
    assertThat(report().why())
        .matches(
            "dream reduced to 1 step per tick, octaves in turns: as asked it would come only"
                + " [12]\\.\\d times per second, of at least 8");
    assertThat(machine.ticks(TEN_MINUTES - 20)).allMatch(ticks -> ticks >= 8);
    assertThat(machine.changes(0)).isEqualTo(1);
  }

  @Test
  void aDreamAtTheVeryLimitDoesNotOscillate() {
    for (int millis = 115; millis <= 130; millis += 5) {
      SimulatedMachine limit = new SimulatedMachine(2);
      limit.stepMillis = millis;
      limit.set("size", 320);
      limit.set("octaves", 1);
      limit.run(TEN_MINUTES);
      assertThat(limit.changes(0)).as("%d ms a step", millis).isLessThanOrEqualTo(10);
      assertThat(sum(limit.ticks(500))).isGreaterThanOrEqualTo(500 * 7);
    }
  }

  @Test
  void underLoadTheDreamDegradesWithinTwoSecondsAndComesBackOnceItIsGone() {
    busyMachine();
    machine.run(20);
    assertThat(report().level()).isZero();
    machine.load = 4;
    machine.run(2);
    assertThat(report().level()).isPositive();
    assertThat(report().why())
        .matches("dream reduced to \\d+ px: pictures leave at \\d\\d\\.\\d of 30 per second");
    machine.run(60);
    assertThat(report().effort().size()).isEqualTo(96);
    machine.load = 0;
    machine.run(120);
    assertThat(report().level()).isZero();
    assertThat(report().why()).isEqualTo("as asked");
    assertThat(machine.pictures(119)).allMatch(pictures -> pictures >= 29);
  }

  @Test
  void underLoadPicturesGainWhatTheDreamGivesUp() {
    busyMachine();
    SimulatedMachine fixed = new SimulatedMachine(2);
    fixed.stepMillis = machine.stepMillis;
    fixed.pictureMillis = machine.pictureMillis;
    fixed.set("octaves", 1);
    fixed.set("quality", "fixed");
    for (SimulatedMachine each : List.of(machine, fixed)) {
      each.load = 3;
      each.run(60);
    }
    assertThat(sum(machine.pictures(40))).isGreaterThanOrEqualTo(40 * 29);
    assertThat(sum(fixed.pictures(40))).isLessThan(40 * 27);
    assertThat(fixed.levels(60)).containsOnly(0);
  }

  @Test
  void oneProgramBesidesCostsNoPicture() {
    busyMachine();
    machine.run(20);
    machine.load = 1;
    machine.run(TEN_MINUTES);
    assertThat(machine.pictures(TEN_MINUTES)).allMatch(pictures -> pictures >= 29);
  }

  @Test
  void aLoadAtTheVeryLimitDoesNotMakeItOscillate() {
    busyMachine();
    machine.load = 3;
    machine.run(2 * TEN_MINUTES);
    assertThat(machine.changes(TEN_MINUTES)).isLessThanOrEqualTo(10);
    assertThat(Collections.min(machine.pictures(TEN_MINUTES))).isGreaterThanOrEqualTo(28);
    assertThat(sum(machine.pictures(TEN_MINUTES))).isGreaterThanOrEqualTo(TEN_MINUTES * 29);
  }

  @Test
  void aSingleCoreSettlesWhereBothHaveRoom() {
    SimulatedMachine single = new SimulatedMachine(1);
    single.stepMillis = 90;
    single.pictureMillis = 20;
    single.run(TEN_MINUTES);
    assertThat(single.changes(0)).isLessThanOrEqualTo(15);
    assertThat(sum(single.pictures(500))).isGreaterThanOrEqualTo(500 * 29);
    assertThat(single.governor.report().effort().size()).isBetween(96, 160);
  }

  @Test
  void loadsThatComeAndGoAreFollowedButNotForEver() {
    busyMachine();
    for (int i = 0; i < 20; i++) {
      machine.load = i % 2 == 0 ? 0 : 4;
      machine.run(30);
    }
    int before = machine.changes(0);
    assertThat(before).isLessThanOrEqualTo(120);
    machine.load = 0;
    machine.run(TEN_MINUTES);
    assertThat(report().level()).isZero();
  }

  @Test
  void whenEvenTheLeastIsTooMuchTicksBecomeRareAndItSaysWhatToDo() {
    SimulatedMachine single = new SimulatedMachine(1);
    single.stepMillis = 90;
    single.pictureMillis = 40;
    single.run(60);
    Report report = single.governor.report();
    assertThat(report.level()).isEqualTo(report.levels());
    assertThat(report.duty()).isEqualTo(0.25);
    assertThat(report.headroom()).isZero();
    assertThat(report.why())
        .startsWith("dream reduced to 96 px, 25 % of the time: ")
        .matches(".*; a picture alone takes \\d+ of 33 ms: lower fps");
    assertThat(sum(single.pictures(30))).isGreaterThan(30 * 20);
    single.set("fps", 10);
    single.run(120);
    assertThat(single.governor.report().duty()).isEqualTo(1);
    assertThat(single.pictures(60)).allMatch(pictures -> pictures >= 9);
  }

  @Test
  void restsLeaveTheLastRungItsShareOfTheTime() {
    SimulatedMachine single = new SimulatedMachine(1);
    single.pictureMillis = 60;
    single.run(60);
    Report report = single.governor.report();
    assertThat(report.duty()).isEqualTo(0.25);
    single.governor.ticked(report.effort(), 20 * MILLI);
    assertThat(single.governor.pause()).isEqualTo(60 * MILLI);
    single.governor.ticked(report.effort(), 3_600_000 * MILLI);
    assertThat(single.governor.pause()).isEqualTo(1000 * MILLI);
  }

  @Test
  void aShortTickWaitsForTheNextPictureAndALongOneForNothing() {
    machine.governor.effort(machine.controls, "network");
    machine.governor.ticked(report().effort(), 10 * MILLI);
    assertThat(machine.governor.pause()).isEqualTo(1_000_000_000 / 30 - 10 * MILLI);
    machine.governor.ticked(report().effort(), 40 * MILLI);
    assertThat(machine.governor.pause()).isZero();
  }

  @Test
  void fixedQualityComputesWhatIsAskedWhateverItTakes() {
    machine.stepMillis = 400;
    machine.load = 5;
    machine.set("quality", "fixed");
    machine.run(60);
    assertThat(machine.levels(60)).containsOnly(0);
    assertThat(machine.governor.pause()).isZero();
    assertThat(report().why()).isEqualTo("as asked: quality is fixed");
    assertThat(report().changes()).isZero();
    machine.set("quality", "auto");
    machine.run(10);
    assertThat(report().level()).isPositive();
    machine.set("quality", "fixed");
    machine.run(1);
    assertThat(report().effort()).isEqualTo(report().asked());
  }

  @Test
  void aSlowStartLeavesNoTrace() {
    machine.stepMillis = 10;
    Effort asked = machine.governor.effort(machine.controls, "network");
    for (int i = 0; i < 9; i++) {
      machine.clock.advance(330 * MILLI);
      machine.governor.ticked(asked, 330 * MILLI);
      machine.governor.composed(
          machine.clock.nanoTime() - 300 * MILLI, machine.clock.nanoTime(), 0);
    }
    machine.run(60);
    assertThat(report().changes()).isZero();
  }

  @Test
  void whenPicturesFillThePeriodTheDreamStaysWhereItIs() {
    busyMachine();
    machine.load = 4;
    machine.run(30);
    int level = report().level();
    picturesOnTime(60, 31 * MILLI);
    assertThat(report().level()).isEqualTo(level);
    picturesOnTime(60, 20 * MILLI);
    assertThat(report().level()).isLessThan(level);
  }

  /** A picture and a short tick in every period. */
  private void picturesOnTime(int seconds, long work) {
    for (int i = 0; i < seconds * 30; i++) {
      long begun = machine.clock.nanoTime();
      Effort effort = machine.governor.effort(machine.controls, "network");
      machine.clock.advance(1_000_000_000 / 30);
      machine.governor.ticked(effort, 10 * MILLI);
      machine.governor.composed(begun, begun, work);
    }
  }

  @Test
  void preparingPlansForALevelIsNotHeldAgainstIt() {
    machine.stepMillis = 90;
    machine.prepareMillis = 900;
    machine.set("size", 448);
    machine.set("octaves", 1);
    machine.run(60);
    assertThat(machine.changes(0)).isEqualTo(1);
    assertThat(report().effort().size()).isBetween(300, 370);
  }

  @Test
  void ticksOfAnEffortThatIsNoLongerWantedDoNotCount() {
    machine.run(20);
    Effort old = report().effort();
    machine.set("size", 128);
    Effort wanted = machine.governor.effort(machine.controls, "network");
    assertThat(wanted.size()).isEqualTo(128);
    for (int i = 0; i < 20; i++) {
      machine.clock.advance(400 * MILLI);
      machine.governor.ticked(old, 400 * MILLI);
    }
    assertThat(report().level()).isZero();
    assertThat(report().tickMillis()).isZero();
  }

  @Test
  void aLowerWishTakesEffectAtOnceAndAHigherOneAsFarAsPredicted() {
    machine.run(20);
    machine.set("size", 160);
    assertThat(machine.governor.effort(machine.controls, "network").size()).isEqualTo(160);
    machine.run(10);
    machine.set("size", 512);
    assertThat(machine.governor.effort(machine.controls, "network").size()).isEqualTo(512);
    machine.run(10);
    machine.set("size", 1280);
    Effort most = machine.governor.effort(machine.controls, "network");
    // 30 ms at 320 px and octaves in turns: 0.85 of 125 ms is reached at about 690 px.
    assertThat(most.size()).isBetween(420, 690);
    assertThat(report().why())
        .matches(
            "dream reduced to \\d+ px: as asked it would come only \\d\\.\\d times per second, of"
                + " at least 8");
    machine.run(60);
    assertThat(machine.ticks(55)).allMatch(ticks -> ticks >= 8);
  }

  @Test
  void underLoadAHigherWishWaitsForCalm() {
    busyMachine();
    machine.load = 3;
    machine.run(60);
    double work = report().effort().work(1.4);
    machine.set("size", 640);
    assertThat(machine.governor.effort(machine.controls, "network").work(1.4))
        .isLessThanOrEqualTo(work);
    machine.set("size", 80);
    assertThat(machine.governor.effort(machine.controls, "network").size()).isEqualTo(80);
  }

  @Test
  void anotherOutputRateIsANewBeginning() {
    machine.pictureMillis = 20;
    machine.stepMillis = 60;
    machine.run(20);
    machine.set("fps", 60);
    machine.run(20);
    assertThat(report().level()).isPositive();
    assertThat(report().targetRate()).isEqualTo(60);
    machine.set("fps", 15);
    machine.run(150);
    assertThat(report().level()).isZero();
    assertThat(machine.pictures(100)).allMatch(pictures -> pictures >= 14 && pictures <= 16);
    assertThat(machine.ticks(100)).allMatch(ticks -> ticks >= 13 && ticks <= 16);
  }

  @Test
  void atAFewPicturesPerSecondATickForEachIsEnough() {
    machine.set("fps", 2);
    machine.set("size", 1280);
    machine.set("octaves", 1);
    machine.stepMillis = 25;
    machine.run(120);
    assertThat(report().level()).isZero();
    assertThat(machine.pictures(100)).allMatch(pictures -> pictures >= 1 && pictures <= 3);
  }

  @Test
  void anHourOfSuspensionIsNeitherLoadNorCalm() {
    busyMachine();
    machine.load = 4;
    machine.run(30);
    int level = report().level();
    assertThat(level).isPositive();
    machine.clock.advance(3_600_000 * MILLI);
    machine.run(2);
    assertThat(report().level()).isEqualTo(level);
    machine.load = 0;
    machine.run(120);
    assertThat(report().level()).isZero();
    machine.clock.advance(3_600_000 * MILLI);
    machine.run(30);
    assertThat(machine.levels(30)).containsOnly(0);
  }

  @Test
  void withoutATickNothingIsHeldAgainstTheDream() {
    machine.run(20);
    machine.signal = false;
    machine.run(5);
    machine.load = 6;
    machine.run(60);
    assertThat(machine.levels(60)).containsOnly(0);
    machine.load = 0;
    machine.signal = true;
    machine.run(30);
    assertThat(machine.levels(30)).containsOnly(0);
  }

  @Test
  void withoutASignalItDoesNotClimb() {
    busyMachine();
    machine.load = 4;
    machine.run(30);
    int level = report().level();
    machine.signal = false;
    machine.load = 0;
    machine.run(60);
    assertThat(report().level()).isEqualTo(level);
    machine.signal = true;
    machine.run(120);
    assertThat(report().level()).isZero();
  }

  @Test
  void aDearerNetworkIsReducedAndACheaperOneComesBackWithoutWaiting() {
    machine.stepMillis = 10;
    machine.run(20);
    machine.network = "dear";
    machine.stepMillis = 500;
    machine.run(15);
    int reduced = report().level();
    assertThat(reduced).isPositive();
    machine.network = "network";
    machine.stepMillis = 10;
    machine.run(1);
    assertThat(report().level()).isZero();
    machine.network = "dear";
    machine.stepMillis = 500;
    machine.run(1);
    assertThat(report().level()).isEqualTo(reduced);
    machine.network = "cheap";
    machine.stepMillis = 20;
    machine.run(3);
    assertThat(report().level()).isZero();
  }

  @Test
  void beforeAnythingHappensItReportsTheDefaults() {
    Report report = new SimulatedMachine(1).governor.report();
    assertThat(report.level()).isZero();
    assertThat(report.why()).isEqualTo("as asked");
    assertThat(report.outputRate()).isZero();
    assertThat(report.tickMillis()).isZero();
    assertThat(report.headroom()).isEqualTo(1);
  }
}
