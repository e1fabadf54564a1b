package dev.reverie.video;

/**
 * Gives each picture its time in a video, which begins at 0 and always grows. Pictures keep the
 * camera's own even beat, however unevenly they were finished; where one frame is shown again with
 * more of a dream over it, the time at which that was finished stands in. One thread.
 */
final class FrameTimes {
  /** Real-Time Messaging Protocol and FLV count in whole milliseconds. */
  private static final long LEAST_STEP = 1_000_000;

  /** Weight of the newest picture in the running mean of how long pictures take to finish. */
  private static final double WEIGHT = 1 / 16.0;

  private boolean begun;
  private long start;
  private long lastCaptured;
  private long last;
  private double lag;

  /**
   * The time of the next picture.
   *
   * @return nanoseconds since the first one
   */
  long next(FrameMailbox.Times picture) {
    long took = picture.offered() - picture.captured();
    if (!begun) {
      begun = true;
      start = picture.offered();
      lag = took;
      lastCaptured = picture.captured();
      last = 0;
      return 0;
    }
    long time;
    if (picture.captured() == lastCaptured) {
      time = picture.offered() - start;
    } else {
      lag += WEIGHT * (took - lag);
      time = picture.captured() + Math.round(lag) - start;
      lastCaptured = picture.captured();
    }
    last = Math.max(time, last + LEAST_STEP);
    return last;
  }
}
