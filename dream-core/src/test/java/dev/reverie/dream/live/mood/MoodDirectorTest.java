package dev.reverie.dream.live.mood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.config.Controls;
import dev.reverie.dream.network.DreamModel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MoodDirectorTest {
  private static final long TICK = 1_000_000_000L / 30;
  private static final Controls DEFAULTS = Controls.defaults();

  private final DreamModel model = Models.fiveLayers();
  private final MoodDirector director = new MoodDirector(new Random(11));

  /** Near the end of the numbers, so that a clock that runs over is part of every test. */
  private long now = Long.MAX_VALUE - 5_000_000_000L;

  private Mood tick(Controls controls, double motion) {
    now += TICK;
    return director.direct(model, "conv2", controls, motion, now);
  }

  private Mood run(Controls controls, double motion, double seconds) {
    Mood mood = tick(controls, motion);
    for (long i = 1; i < Math.round(seconds * 30); i++) {
      mood = tick(controls, motion);
    }
    return mood;
  }

  @Test
  void byDefaultTheDreamIsJustWhatTheControlsSay() {
    assertThat(director.state()).isEqualTo(MoodState.NONE);
    for (double motion : new double[] {0, 50, 1, 3, 100}) {
      assertThat(run(DEFAULTS, motion, 3)).isEqualTo(new Mood("conv2", null, 1, 1, Movement.NONE));
    }
    assertThat(director.state()).isEqualTo(new MoodState(100, true, "", 0, 0));
  }

  @Test
  void feedbackMovesAsItsControlsSay() {
    Controls feedback =
        DEFAULTS.with(
            Map.of("feedback", true, "zoom", -50, "rotation", 90, "driftX", 10, "driftY", -5));
    Movement movement = run(feedback, 5, 1).movement();
    assertThat(movement).isEqualTo(new Movement(-0.5, Math.PI / 2, 0.1, -0.05));
    assertThat(run(feedback.with(Map.of("feedback", false)), 5, 1).movement())
        .isEqualTo(Movement.NONE);
  }

  @Test
  void theTourIsInTheMoodAndInTheState() {
    Controls touring = DEFAULTS.with(Map.of("tour", "layers", "tourSeconds", 10));
    assertThat(run(touring, 5, 4).upcoming()).isNull();
    assertThat(run(touring, 5, 2).upcoming()).isEqualTo("pool1");
    assertThat(director.state().touring()).isEqualTo("conv2");
    assertThat(director.state().secondsLeft()).isCloseTo(4, within(0.05));
    Mood later = run(touring, 5, 5);
    assertThat(later.layer()).isEqualTo("pool1");
    assertThat(director.state().touring()).isEqualTo("pool1");
    assertThat(director.state().secondsLeft()).isCloseTo(9, within(0.05));
    assertThat(tick(DEFAULTS, 5).layer()).isEqualTo("conv2");
    assertThat(director.state().touring()).isEmpty();
  }

  @Test
  void movementClearsTheDreamAndItsSteps() {
    Controls still = DEFAULTS.with(Map.of("motion", "still", "motionThreshold", 4));
    assertThat(run(still, 3, 1).intensity()).isEqualTo(1);
    tick(still, 4);
    Mood mood = run(still, 4, 0.5 - 1 / 30.0);
    assertThat(mood.intensity()).isCloseTo(Math.exp(-1), within(1e-6));
    assertThat(mood.step()).isEqualTo(mood.intensity());
    assertThat(director.state().moving()).isTrue();
    assertThat(director.state().motionPercent()).isEqualTo(4);
  }

  @Test
  void anEmptyRoomMakesThePicturePlay() {
    Controls controls = DEFAULTS.with(Map.of("idle", 2));
    run(controls, 5, 1);
    assertThat(run(controls, 0.2, 119.5).movement()).isEqualTo(Movement.NONE);
    run(controls, 0.2, 6);
    assertThat(director.state().attract()).isEqualTo(1);
    double low = 1;
    double high = 1;
    TreeSet<String> layers = new TreeSet<>();
    for (int i = 0; i < 30 * 240; i++) {
      Mood mood = tick(controls, 0.2);
      low = Math.min(low, mood.intensity());
      high = Math.max(high, mood.intensity());
      layers.add(mood.layer());
      assertThat(mood.step()).isEqualTo(1);
      assertThat(Math.hypot(mood.movement().zoomPerSecond(), mood.movement().radiansPerSecond()))
          .isGreaterThan(0.03);
    }
    assertThat(low).isBetween(0.85, 0.9);
    assertThat(high).isBetween(1.1, 1.15);
    assertThat(layers).containsExactly("conv1", "conv2", "conv3", "pool1", "pool2");
  }

  @Test
  void somebodyWhoComesInEndsThePlayWithinASecond() {
    Controls controls = DEFAULTS.with(Map.of("idle", 1));
    run(controls, 0, 130);
    assertThat(director.state().touring()).isNotEmpty();
    assertThat(run(controls, 10, 0.2).layer()).isEqualTo("conv2");
    assertThat(run(controls, 10, 0.8)).isEqualTo(new Mood("conv2", null, 1, 1, Movement.NONE));
    assertThat(director.state().attract()).isZero();
  }

  @Test
  void thePlayGoesOnFromTheControlsOwnMovementAndTour() {
    Controls controls =
        DEFAULTS.with(
            Map.of("idle", 1, "feedback", true, "zoom", 20, "tour", "layers", "tourSeconds", 3600));
    run(controls, 0, 70);
    assertThat(tick(controls, 0).movement().zoomPerSecond()).isBetween(0.1, 0.3).isNotEqualTo(0.2);
    assertThat(director.state().secondsLeft()).isBetween(3500.0, 3600.0);
    Mood mood = tick(controls.with(Map.of("tour", "off")), 0);
    assertThat(mood.layer()).isEqualTo("pool1");
  }

  @Test
  void anEmptyRoomPlaysAlsoWhereOnlyMovementDreams() {
    Controls controls = DEFAULTS.with(Map.of("motion", "moving", "idle", 1));
    assertThat(run(controls, 0, 59).intensity()).isZero();
    assertThat(run(controls, 0, 10).intensity()).isBetween(0.85, 1.15);
  }

  @Test
  void aMachineThatSleptHasNotWatchedAnEmptyRoom() {
    Controls controls = DEFAULTS.with(Map.of("tour", "layers", "tourSeconds", 60));
    run(controls, 0, 1);
    now += 3600_000_000_000L;
    tick(controls, 0);
    assertThat(director.state().attract()).isZero();
    assertThat(director.state().secondsLeft()).isCloseTo(57, within(0.1));
  }

  @Test
  void timeThatGoesBackIsTimeThatDoesNotPass() {
    Controls controls = DEFAULTS.with(Map.of("tour", "layers", "tourSeconds", 60));
    run(controls, 0, 1);
    double left = director.state().secondsLeft();
    now -= 3600_000_000_000L;
    tick(controls, 0);
    assertThat(director.state().secondsLeft()).isEqualTo(left);
    run(controls, 0, 1);
    assertThat(director.state().secondsLeft()).isCloseTo(left - 1, within(0.01));
  }

  @Test
  void motionThatIsNoNumberHarmsNothing() {
    Controls still = DEFAULTS.with(Map.of("motion", "still"));
    run(still, 5, 10);
    double cleared = director.state().motionPercent();
    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e300, Double.NaN}) {
      Mood mood = run(still, odd, 1);
      assertThat(mood.intensity()).isBetween(0.0, 1e-6);
      assertThat(director.state().motionPercent()).isBetween(0.0, 100.0);
    }
    assertThat(cleared).isEqualTo(5);
    assertThat(run(still, Double.NEGATIVE_INFINITY, 30).intensity()).isCloseTo(1, within(1e-3));
    assertThat(director.state().motionPercent()).isZero();
  }

  @Test
  void noControlMakesTheIntensityJumpWhenItIsChangedLive() {
    List<Map<String, ?>> changes =
        List.of(
            Map.of("motion", "still"),
            Map.of("motionThreshold", 30),
            Map.of("motion", "moving"),
            Map.of("motionThreshold", 0.1),
            Map.of("motionAttack", 5),
            Map.of("motion", "off"),
            Map.of("tour", "layers", "tourSeconds", 2),
            Map.of("idle", 0.5),
            Map.of("motion", "still", "motionAttack", 0.5, "motionRelease", 0.5),
            Map.of("feedback", true, "zoom", 50, "rotation", -90),
            Map.of("idle", 0),
            Map.of("motion", "moving"),
            Map.of("idle", 0.5, "motionThreshold", 50),
            Map.of("tour", "off"),
            Map.of("feedback", false),
            Map.of("motion", "off", "idle", 10));
    Controls controls = DEFAULTS;
    Random random = new Random(4);
    double last = tick(controls, 0).intensity();
    for (int round = 0; round < 20; round++) {
      for (Map<String, ?> change : changes) {
        controls = controls.with(change);
        int ticks = random.nextInt(2400);
        double motion = random.nextInt(3) == 0 ? 20 * random.nextDouble() : 0;
        for (int i = 0; i < ticks; i++) {
          double intensity = tick(controls, motion).intensity();
          // A time constant of 0.5 s does 6.5 % of the way in a tick; the end of the play adds 6 %.
          assertThat(Math.abs(intensity - last)).isLessThan(0.13);
          last = intensity;
        }
      }
    }
  }

  @Test
  void aMillionTicksStayFiniteAndBoundedAndAlive() {
    Controls controls =
        DEFAULTS.with(
            Map.of("motion", "still", "idle", 1, "tour", "layers", "feedback", true, "zoom", -50));
    Random random = new Random(2);
    double motion = 0;
    Mood second = tick(controls, 0);
    for (int i = 1; i <= 1_000_000; i++) {
      if (random.nextInt(6000) == 0) {
        motion = random.nextBoolean() ? 0 : 5 * random.nextDouble();
      }
      Mood mood = tick(controls, motion);
      Movement m = mood.movement();
      boolean sound =
          mood.intensity() >= 0
              && mood.intensity() <= 1.15
              && mood.step() >= 0
              && mood.step() <= 1
              && m.zoomPerSecond() > -0.55
              && m.zoomPerSecond() < -0.45
              && Math.abs(m.radiansPerSecond()) < 0.1
              && Math.abs(m.dxPerSecond()) <= 0.015
              && Math.abs(m.dyPerSecond()) <= 0.015;
      assertThat(sound).as("tick %d: %s", i, mood).isTrue();
      if (i % 30 == 0) {
        if (director.state().attract() == 1) {
          assertThat(mood).isNotEqualTo(second);
          assertThat(mood.movement()).isNotEqualTo(second.movement());
        }
        second = mood;
      }
    }
  }
}
