package dev.reverie.dream.live;

import dev.reverie.dream.engine.PlanarImage;

/**
 * Keeps a residual such that the dreamed picture stays as bright, about as contrasty and no more
 * clipped than the frame it lies over, however long it is climbed on. Ascent alone has no end: it
 * drives pictures to black and white, and what is fed back shifts in brightness and colour.
 * (stylegan3-fun, pull request 48, renormalises mean and spread of the fed-back picture against
 * that; keras, pull request 2098, pulls it towards the input. Here the frame is the input, {@code
 * decay} is the pull, and the frame says what mean and spread should be.) Belongs to one thread.
 */
final class ResidualBounds {
  /**
   * Largest mean of a residual's plane, in levels: enough for a tint, too little to see the picture
   * grow brighter or darker.
   */
  static final double LARGEST_MEAN = 2;

  /** Largest spread (standard deviation) of the dreamed picture, as a multiple of the frame's. */
  static final double LARGEST_SPREAD_RATIO = 1.12;

  /**
   * The spread that a dreamed picture may always have, in levels: on a black wall or a white one,
   * where the frame has none, the dream draws by itself.
   */
  static final double SPREAD_OF_ITS_OWN = 24;

  /**
   * How near a dream may bring a pixel to black or white, in levels: enlarging and JPEG overshoot
   * by some.
   */
  static final float MARGIN = 10;

  private static final float WHITE = 255;

  private float[] f = new float[0];
  private float[] r = new float[0];

  /**
   * Turns a dreamed picture into its residual, in bounds.
   *
   * @param frame what was dreamed on; not modified
   * @param dreamed of the same size; not modified
   * @param residual of the same size; overwritten with about {@code dreamed - frame}; zeros if the
   *     dreamed picture has numbers that are none
   */
  void residual(PlanarImage frame, PlanarImage dreamed, PlanarImage residual) {
    int count = frame.count();
    if (f.length != count) {
      f = new float[count];
      r = new float[count];
    }
    frame.values().get(0, f);
    dreamed.values().get(0, r);
    for (int i = 0; i < r.length; i++) {
      r[i] -= f[i];
    }
    confine();
    if (!isFinite()) {
      // A step of absurd length overflowed; the dream begins again rather than staying so for ever.
      residual.clear();
      return;
    }
    double spread = spread(f, 0);
    int plane = count / PlanarImage.PLANES;
    double mean = LARGEST_MEAN + Math.max(0, SPREAD_OF_ITS_OWN - spread);
    for (int p = 0; p < PlanarImage.PLANES; p++) {
      center(p * plane, plane, mean);
    }
    limitSpread(spread);
    // Once more, since centring has moved every pixel; what that shifts the mean is little.
    confine();
    residual.values().put(0, r);
  }

  /**
   * Keeps the dreamed picture off black and white unless the frame's own pixels are nearer. What
   * lay beyond would be stored up in the residual and come back as a ghost when the frame changes.
   */
  private void confine() {
    for (int i = 0; i < r.length; i++) {
      float lowest = Math.min(0, MARGIN - f[i]);
      float highest = Math.max(0, WHITE - MARGIN - f[i]);
      r[i] = Math.max(lowest, Math.min(highest, r[i]));
    }
  }

  private boolean isFinite() {
    float sum = 0;
    for (float value : r) {
      sum += value * 0; // stays 0 unless a value is none
    }
    return sum == 0;
  }

  private void center(int start, int count, double mean) {
    double sum = 0;
    for (int i = start; i < start + count; i++) {
      sum += r[i];
    }
    double off = sum / count;
    float excess = (float) (off - Math.max(-mean, Math.min(mean, off)));
    if (excess != 0) {
      for (int i = start; i < start + count; i++) {
        r[i] -= excess;
      }
    }
  }

  /**
   * Shrinks the residual by the factor a at which the spread of {@code frame + a * residual} is the
   * largest allowed: the positive root of {@code a^2 var(r) + 2a cov(f, r) + var(f) - limit^2}.
   */
  private void limitSpread(double frameSpread) {
    double limit = Math.max(LARGEST_SPREAD_RATIO * frameSpread, SPREAD_OF_ITS_OWN);
    if (spread(f, 1) <= limit) {
      return;
    }
    double own = spread(r, 0);
    double variance = own * own;
    double covariance = covariance();
    double room = limit * limit - frameSpread * frameSpread;
    float factor =
        (float) ((Math.sqrt(covariance * covariance + variance * room) - covariance) / variance);
    for (int i = 0; i < r.length; i++) {
      r[i] *= factor;
    }
  }

  /** The standard deviation of {@code values + factor * r}, all planes together. */
  private double spread(float[] values, float factor) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < r.length; i++) {
      double value = values[i] + factor * r[i];
      sum += value;
      squares += value * value;
    }
    double mean = sum / r.length;
    return Math.sqrt(Math.max(0, squares / r.length - mean * mean));
  }

  private double covariance() {
    double sumF = 0;
    double sumR = 0;
    double products = 0;
    for (int i = 0; i < r.length; i++) {
      sumF += f[i];
      sumR += r[i];
      products += (double) f[i] * r[i];
    }
    return products / r.length - sumF / r.length * (sumR / r.length);
  }
}
