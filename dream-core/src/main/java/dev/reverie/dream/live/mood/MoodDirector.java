package dev.reverie.dream.live.mood;

import dev.reverie.config.Controls;
import dev.reverie.dream.network.DreamModel;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Directs the dream's own life: the tour, what movement does, the feedback's movement, and the play
 * of an idle picture. {@link #direct} belongs to one thread; {@link #state} may be asked by any.
 */
public final class MoodDirector {
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * A pause longer than this counts as this much, in seconds: a machine that slept for an hour has
   * not watched an empty room for an hour. The slowest dream still ticks more often.
   */
  private static final double LONGEST_TICK = 2;

  private static final double PER_CENT = 100;

  private final MotionGate gate = new MotionGate();
  private final MotionResponse response = new MotionResponse();
  private final Tour tour = new Tour();
  private final Idle idle = new Idle();
  private final Attract attract;
  private boolean begun;
  private long last;
  private double motion;
  private volatile MoodState state = MoodState.NONE;

  /**
   * Nothing moves yet.
   *
   * @param random where the play of an idle picture begins; used here alone
   */
  public MoodDirector(RandomGenerator random) {
    attract = new Attract(random);
  }

  /**
   * One tick.
   *
   * @param model to dream with
   * @param layer the controls' layer, by its published name
   * @param motionPercent share of the picture that changes ({@link MotionMeter}); not a number
   *     means unknown, and changes nothing
   * @param nanos the time now, on the program's clock; time that goes back counts as none passed
   */
  public Mood direct(
      DreamModel model, String layer, Controls controls, double motionPercent, long nanos) {
    double seconds = elapsed(nanos);
    boolean moving = gate.moving(motionPercent, controls.motionThreshold());
    double level = response.advance(controls, moving, seconds);
    double play = idle.advance(controls.idle(), moving, seconds);
    attract.advance(seconds);

    boolean touring = controls.tour().equals("layers");
    String now =
        tour.advance(
                model,
                layer,
                touring || idle.attracting(),
                touring ? controls.tourSeconds() : Attract.STAY_SECONDS,
                seconds)
            .layer();
    @Nullable Stop next = tour.upcoming();

    // An idle picture plays even where the lack of movement would have cleared it.
    double dreaming = level + play * (1 - level);
    publish(motionPercent, moving, now, play);
    return new Mood(
        now,
        next == null ? null : next.layer(),
        dreaming * attract.breath(play),
        dreaming,
        movement(controls, play));
  }

  private double elapsed(long nanos) {
    double seconds = begun ? (nanos - last) / NANOS_PER_SECOND : 0;
    begun = true;
    last = nanos;
    return Math.max(0, Math.min(seconds, LONGEST_TICK));
  }

  private Movement movement(Controls controls, double play) {
    Movement asked =
        controls.feedback()
            ? new Movement(
                controls.zoom() / PER_CENT,
                Math.toRadians(controls.rotation()),
                controls.driftX() / PER_CENT,
                controls.driftY() / PER_CENT)
            : Movement.NONE;
    return play > 0 ? asked.plus(attract.movement(play)) : asked;
  }

  private void publish(double motionPercent, boolean moving, String layer, double play) {
    if (!Double.isNaN(motionPercent)) {
      motion = Math.max(0, Math.min(PER_CENT, motionPercent));
    }
    state = new MoodState(motion, moving, tour.touring() ? layer : "", tour.remaining(), play);
  }

  /** How things stood after the last tick. */
  public MoodState state() {
    return state;
  }
}
