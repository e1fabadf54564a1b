package dev.reverie.app;

import dev.reverie.config.Clock;
import dev.reverie.dream.live.ComposedPicture;
import dev.reverie.dream.live.PictureSink;
import dev.reverie.measure.LevelsLog;
import dev.reverie.measure.Moments;
import dev.reverie.measure.PairRecorder;
import dev.reverie.server.LatencyWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches the pictures that leave, on the compositor's thread: first only the time, which costs
 * nothing that could be measured, and the levels of a few; later it keeps reduced copies. Does not
 * own what it is told to fill.
 */
final class LiveObserver implements PictureSink {

  /**
   * What is filled while time is taken.
   *
   * @param pictures when each was encoded and on its way to the viewers
   * @param latency how long after its frame was captured that was
   * @param levels of a few; they are looked at after the time is taken
   */
  record Timing(Moments pictures, LatencyWindow latency, LevelsLog levels) {}

  private final Clock clock;
  private volatile @Nullable Timing timing;
  private volatile List<PairRecorder> recorders = List.of();

  LiveObserver(Clock clock) {
    this.clock = clock;
  }

  /** Takes the time of every picture from now on. */
  void time(Timing into) {
    timing = into;
  }

  /** Keeps pictures from now on. */
  void record(List<PairRecorder> into) {
    recorders = List.copyOf(into);
  }

  /** Does neither any longer. */
  void rest() {
    timing = null;
    recorders = List.of();
  }

  @Override
  public void accept(ComposedPicture composed) {
    Timing now = timing;
    if (now != null) {
      long done = clock.nanoTime();
      now.pictures().add(done);
      now.latency().add(done - composed.stamp().capturedNanos());
      now.levels().offer(composed, done);
    }
    recorders.forEach(recorder -> recorder.offer(composed));
  }
}
