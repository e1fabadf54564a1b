package dev.reverie.dream.live.mood;

/**
 * A number that follows a target the way a capacitor charges: after one time constant 63 % of the
 * way is done, in however many calls. Not thread-safe.
 */
public final class Glide {
  private double value = Double.NaN;

  /**
   * Lets time pass. The first call arrives at once.
   *
   * @param target not a number leaves the value where it is
   * @param constant seconds to do 63 % of the way; 0 or less arrives at once
   * @param seconds since the last call
   * @return the value
   */
  public double toward(double target, double constant, double seconds) {
    if (Double.isNaN(target)) {
      return value();
    }
    if (Double.isNaN(value)) {
      value = target;
    } else if (seconds > 0) {
      // Exact for a target that holds during the call, so the rate of calls makes no difference.
      value -= (target - value) * Math.expm1(-seconds / Math.max(constant, Double.MIN_NORMAL));
    }
    return value;
  }

  /** Where it is; 0 before the first call. */
  public double value() {
    return Double.isNaN(value) ? 0 : value;
  }
}
