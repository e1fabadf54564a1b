package dev.reverie.dream.live.mood;

import java.util.random.RandomGenerator;

/**
 * How an idle picture moves and breathes, so that it never looks frozen. Sums of sines whose
 * periods have irrational ratios: it goes on for ever without repeating. It always zooms or turns,
 * at a pace that has a lower bound; only which of the two, and which way, wanders. Not thread-safe.
 */
public final class Attract {
  /** How long an idle picture stays with a layer if there is no tour to say so. */
  public static final double STAY_SECONDS = 45;

  /** Largest part of the intensity that breathing adds or takes. */
  public static final double BREATH = 0.15;

  /** Logarithmic zoom rate at the mean pace: about 5 % a second, in or out. */
  private static final double ZOOM = 0.05;

  /** Turning at the mean pace. */
  private static final double RADIANS = Math.toRadians(4);

  /** Largest drift, picture widths a second. */
  private static final double DRIFT = 0.015;

  /** The pace is 1 +- this. */
  private static final double PACE = 0.35;

  private static final double SQRT2 = Math.sqrt(2);
  private static final double SQRT3 = Math.sqrt(3);
  private static final double SQRT5 = Math.sqrt(5);

  private final double turnOffset;
  private final Wave turnSlow;
  private final Wave turnSlower;
  private final Wave pace;
  private final Wave right;
  private final Wave rightSlower;
  private final Wave down;
  private final Wave downSlower;
  private final Wave breath;
  private final Wave breathSlower;
  private double time;

  /**
   * A sine of -1..1.
   *
   * @param period in seconds
   * @param phase in radians
   */
  private record Wave(double period, double phase) {
    double at(double seconds) {
      return Math.sin(2 * Math.PI * seconds / period + phase);
    }
  }

  /**
   * Begins somewhere.
   *
   * @param random where in their cycles the waves begin
   */
  public Attract(RandomGenerator random) {
    turnOffset = phase(random);
    turnSlow = new Wave(23, phase(random));
    turnSlower = new Wave(23 * SQRT2, phase(random));
    pace = new Wave(13 * SQRT3, phase(random));
    right = new Wave(19, phase(random));
    rightSlower = new Wave(19 * SQRT5, phase(random));
    down = new Wave(17 * SQRT2, phase(random));
    downSlower = new Wave(17 * SQRT3, phase(random));
    breath = new Wave(7, phase(random));
    breathSlower = new Wave(7 * SQRT3, phase(random));
  }

  private static double phase(RandomGenerator random) {
    return 2 * Math.PI * random.nextDouble();
  }

  /** Lets time pass. */
  public void advance(double seconds) {
    time += seconds;
  }

  /**
   * How the fed-back dream moves now.
   *
   * @param attract how much of it, 0..1
   */
  public Movement movement(double attract) {
    // A direction in the plane of zoom and rotation: it goes round once in a minute, to and fro.
    double direction =
        turnOffset + 2 * Math.PI * time / 61 + 0.9 * turnSlow.at(time) + 0.6 * turnSlower.at(time);
    double speed = attract * (1 + PACE * pace.at(time));
    return new Movement(
        Math.expm1(ZOOM * speed * Math.cos(direction)),
        RADIANS * speed * Math.sin(direction),
        attract * DRIFT * (right.at(time) + rightSlower.at(time)) / 2,
        attract * DRIFT * (down.at(time) + downSlower.at(time)) / 2);
  }

  /**
   * Factor on the dream's intensity now, within {@link #BREATH} of 1.
   *
   * @param attract how much of it, 0..1
   */
  public double breath(double attract) {
    return 1 + attract * BREATH * (breath.at(time) + 0.6 * breathSlower.at(time)) / 1.6;
  }
}
