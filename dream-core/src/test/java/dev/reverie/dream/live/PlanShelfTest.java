package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.ManualClock;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Dreamnet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PlanShelfTest {
  private static final long HALF_SECOND = TimeUnit.MILLISECONDS.toNanos(500);

  private final DreamModel dreamnet = Dreamnet.embedded();
  private final ManualClock clock = new ManualClock();
  private final Workshop workshop = new Workshop();
  private final PlanShelf shelf = new PlanShelf(workshop, clock);
  private final PlanKey eyes = key("eyes", 32, 64);
  private final PlanKey beads = key("beads", 32, 64);
  private final PlanKey leopard = key("leopard", 32, 64);

  private PlanKey key(String mood, int... widths) {
    List<PictureSize> sizes =
        java.util.Arrays.stream(widths).mapToObj(width -> new PictureSize(width, 48)).toList();
    return new PlanKey(new PlanKey.Target(dreamnet, mood, Objective.MEAN, null), sizes);
  }

  @AfterEach
  void close() {
    workshop.open();
    shelf.close();
  }

  private void awaitPlansFor(PlanKey key) {
    await().pollInSameThread().until(() -> shelf.plans(key).key().equals(key));
  }

  @Test
  void theFirstPlansAreThereAtOnceOneForEachSize() {
    PlanShelf.Plans plans = shelf.plans(eyes);
    assertThat(plans.key()).isEqualTo(eyes);
    assertThat(plans.key().size()).isEqualTo(new PictureSize(64, 48));
    assertThat(plans.plan(new PictureSize(32, 48)).width()).isEqualTo(32);
    assertThat(plans.plan(new PictureSize(64, 48)).width()).isEqualTo(64);
    assertThatThrownBy(() -> plans.plan(new PictureSize(96, 48)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("96x48")
        .hasMessageContaining("dreamnet eyes at 64x48");
    assertThat(workshop.diary()).containsExactly("begin 32", "begin 64");
    shelf.plans(eyes);
    assertThat(workshop.diary()).isEmpty();
  }

  @Test
  void firstPlansThatCannotBeHadAreAnErrorAndLeaveNothingBehind() {
    workshop.fails(64);
    assertThatThrownBy(() -> shelf.plans(eyes)).hasMessage("no room for 64");
    assertThat(workshop.diary()).containsExactly("begin 32", "begin 64", "free 32");
    workshop.works();
    assertThat(shelf.plans(eyes).key()).isEqualTo(eyes);
  }

  @Test
  void theOldPlansAreSteppedUntilAllOfTheNewOnesAreReady() {
    DreamPlan old = shelf.plans(eyes).plan(eyes.size());
    workshop.diary();
    workshop.hold();
    try (PlanarImage image = new PlanarImage(64, 48)) {
      assertThat(shelf.plans(beads).key()).isEqualTo(eyes);
      await().until(() -> workshop.diary().contains("begin 32"));
      for (int i = 0; i < 50; i++) {
        assertThat(shelf.plans(beads).plan(eyes.size())).isSameAs(old);
        old.step(image, 1, true);
      }
      workshop.release();
      await().until(() -> workshop.diary().contains("begin 64"));
      // One of two is not enough.
      assertThat(shelf.plans(beads).key()).isEqualTo(eyes);
      assertThat(workshop.diary()).isEmpty();
      workshop.release();
      awaitPlansFor(beads);
    }
    assertThat(workshop.diary()).containsExactlyInAnyOrder("free 32", "free 64");
    assertThat(workshop.preparers()).contains("reverie-preparer");
    assertThat(shelf.problem()).isEmpty();
  }

  @Test
  void theNewestWishWinsAndWhatWasPreparedInVainIsFreed() {
    shelf.plans(eyes);
    workshop.diary();
    workshop.hold();
    shelf.plans(beads);
    await().until(() -> workshop.diary().contains("begin 32"));
    shelf.plans(key("tendrils", 96));
    shelf.plans(leopard);
    workshop.open();
    awaitPlansFor(leopard);
    // The mood that was asked for between was never begun, the first one only by half.
    assertThat(workshop.diary())
        .containsExactlyInAnyOrder("begin 32", "begin 64", "free 32", "free 32", "free 64");
  }

  @Test
  void aWishThatIsTakenBackChangesNothing() {
    DreamPlan old = shelf.plans(eyes).plan(eyes.size());
    workshop.hold();
    shelf.plans(beads);
    await().until(() -> workshop.diary().contains("begin 32"));
    shelf.plans(eyes);
    workshop.open();
    workshop.awaitRest();
    await().pollInSameThread().until(() -> shelf.plans(eyes) != null && workshop.freed() == 1);
    assertThat(shelf.plans(eyes).plan(eyes.size())).isSameAs(old);
    assertThat(workshop.diary()).doesNotContain("begin 64");
  }

  @Test
  void sizesThatAreInUseAlreadyAreNotPreparedAgain() {
    DreamPlan common = shelf.plans(eyes).plan(eyes.size());
    workshop.diary();
    PlanKey more = key("eyes", 48, 64, 96);
    awaitPlansFor(more);
    assertThat(shelf.plans(more).plan(eyes.size())).isSameAs(common);
    assertThat(workshop.diary()).containsExactly("begin 48", "begin 96", "free 32");
  }

  @Test
  void aFailureLeavesTheOldPlansAndIsTriedAgainAfterLongerAndLongerPauses() {
    shelf.plans(eyes);
    workshop.diary();
    workshop.fails(32);
    long pause = HALF_SECOND;
    for (int attempt = 0; attempt < 7; attempt++) {
      shelf.plans(beads);
      await().pollInSameThread().until(() -> failedAgain());
      workshop.diary();
      for (int i = 0; i < 20; i++) {
        assertThat(shelf.plans(beads).key()).isEqualTo(eyes);
      }
      clock.advance(pause - 1);
      shelf.plans(beads);
      workshop.awaitRest();
      assertThat(workshop.diary()).isEmpty();
      assertThat(shelf.problem()).isEqualTo("no room for 32");
      clock.advance(1);
      pause = Math.min(2 * pause, TimeUnit.SECONDS.toNanos(10));
    }
    workshop.works();
    awaitPlansFor(beads);
    assertThat(shelf.problem()).isEmpty();
  }

  private boolean failedAgain() {
    shelf.plans(beads);
    return !shelf.problem().isEmpty() && workshop.resting() && workshop.began();
  }

  @Test
  void aFailureIsForgottenWhenTheWishChangesAndTriedAtOnceWhenItComesBack() {
    shelf.plans(eyes);
    workshop.fails(32);
    awaitProblemOf(beads);
    shelf.plans(eyes);
    assertThat(shelf.problem()).isEmpty();
    workshop.works();
    awaitPlansFor(beads);
  }

  private void awaitProblemOf(PlanKey key) {
    await()
        .pollInSameThread()
        .until(() -> shelf.plans(key).key().equals(eyes) && !shelf.problem().isEmpty());
  }

  @Test
  void evenAnErrorLeavesTheOldPlans() {
    shelf.plans(eyes);
    workshop.throwsError(new StackOverflowError("too deep"));
    awaitProblemOf(beads);
    assertThat(shelf.problem()).isEqualTo("too deep");
    assertThat(shelf.plans(beads).key()).isEqualTo(eyes);
  }

  @Test
  void whatIsPrefetchedIsThereAtOnceWhenItIsWanted() {
    shelf.plans(eyes);
    workshop.diary();
    shelf.prefetch(beads);
    shelf.plans(eyes);
    workshop.awaitRest();
    await().until(() -> workshop.preparersAlive() == 0);
    assertThat(shelf.plans(eyes).key()).isEqualTo(eyes);
    assertThat(workshop.diary()).containsExactly("begin 32", "begin 64");
    assertThat(shelf.plans(beads).key()).isEqualTo(beads);
    assertThat(workshop.diary()).containsExactlyInAnyOrder("free 32", "free 64");
  }

  @Test
  void oneSpareIsKeptAndWhatIsWantedNowComesFirst() {
    shelf.plans(eyes);
    shelf.prefetch(beads);
    shelf.plans(eyes);
    await().until(() -> workshop.preparersAlive() == 0);
    shelf.plans(eyes);
    workshop.diary();
    shelf.prefetch(key("tendrils", 128));
    workshop.hold();
    shelf.plans(leopard);
    assertThat(workshop.diary()).contains("free 32", "free 64");
    await().until(() -> workshop.diary().contains("begin 32"));
    workshop.open();
    awaitPlansFor(leopard);
    await().until(() -> workshop.diary().contains("begin 128"));
    await().until(() -> workshop.preparersAlive() == 0);
    shelf.prefetch(null);
    shelf.plans(leopard);
    assertThat(workshop.diary()).contains("free 128");
  }

  @Test
  void aSpareThatCannotBeHadIsNoProblemUntilItIsWanted() {
    shelf.plans(eyes);
    workshop.fails(32);
    shelf.prefetch(beads);
    shelf.plans(eyes);
    await().until(() -> workshop.preparersAlive() == 0);
    shelf.plans(eyes);
    assertThat(shelf.problem()).isEmpty();
    workshop.diary();
    shelf.plans(beads);
    assertThat(shelf.problem()).isEqualTo("no room for 32");
    assertThat(workshop.diary()).isEmpty();
  }

  @Test
  void thePlansOfOneTargetShareItsProgram() {
    shelf.plans(eyes);
    awaitPlansFor(beads);
    awaitPlansFor(key("beads", 32, 64, 96));
    assertThat(workshop.programs()).isEqualTo(2);
  }

  @Test
  void closingWaitsForThePlanThatIsBeingPreparedAndFreesAll() {
    AtomicBoolean closed = new AtomicBoolean();
    shelf.plans(eyes);
    workshop.hold();
    shelf.plans(beads);
    await().until(() -> workshop.diary().contains("begin 32"));
    Thread owner =
        new Thread(
            () -> {
              shelf.close();
              closed.set(Thread.currentThread().isInterrupted());
            },
            "owner");
    owner.start();
    await().until(() -> owner.getState() == Thread.State.WAITING);
    // As the dreamer's thread is when the program ends.
    owner.interrupt();
    await().until(() -> owner.getState() == Thread.State.WAITING);
    assertThat(workshop.diary()).isEmpty();
    workshop.open();
    await().until(() -> !owner.isAlive());
    assertThat(closed).isTrue();
    assertThat(workshop.diary()).containsExactlyInAnyOrder("free 32", "free 32", "free 64");
    assertThat(workshop.preparersAlive()).isZero();
  }

  @Test
  void aDreamWithoutASizeIsRefused() {
    assertThatThrownBy(() -> new PlanKey(eyes.target(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one size");
    assertThat(Stream.of(eyes, beads).map(PlanKey::toString))
        .containsExactly("dreamnet eyes at 64x48", "dreamnet beads at 64x48");
  }

  @Test
  void enginesExceptionsAreShownInTheirOwnWords() {
    shelf.plans(eyes);
    workshop.throwsError(null);
    workshop.throwsException(new EngineException("onednn: out of luck", new Exception()));
    awaitProblemOf(beads);
    assertThat(shelf.problem()).isEqualTo("onednn: out of luck");
  }
}
