package dev.reverie.dream.live.mood;

/**
 * How things stand, for people to see. Every number is finite.
 *
 * @param motionPercent share of the picture that changes, 0..100
 * @param moving whether that counts as movement
 * @param touring the layer where the tour, or the walk of an idle picture, stands; empty while
 *     there is neither
 * @param secondsLeft until the next layer; 0 if there is none to go to
 * @param attract how much the picture plays by itself, 0..1
 */
public record MoodState(
    double motionPercent, boolean moving, String touring, double secondsLeft, double attract) {

  /** Before the first tick. */
  public static final MoodState NONE = new MoodState(0, false, "", 0, 0);
}
