package dev.reverie.video;

import dev.reverie.config.Clock;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * How long FFmpeg may wait for the network. It asks ten times a second, on the thread that waits,
 * whether to give up; without this a dead network would hold a thread for minutes.
 */
final class Patience extends AVIOInterruptCB.Callback_Pointer {
  private final Clock clock;
  private volatile long deadline;
  private volatile boolean stopping;
  private volatile long stopBy;

  /** Without any patience yet: see {@link #renew}. */
  Patience(Clock clock) {
    super();
    this.clock = clock;
    deadline = clock.nanoTime();
  }

  /** What is waited for from now on may take {@code nanos}. */
  void renew(long nanos) {
    deadline = clock.nanoTime() + nanos;
  }

  /** Whatever is waited for, now or later, has to end within {@code nanos}; from any thread. */
  void endWithin(long nanos) {
    stopBy = clock.nanoTime() + nanos;
    stopping = true;
  }

  /** Whether waiting is over. */
  boolean over() {
    long now = clock.nanoTime();
    return now - deadline > 0 || (stopping && now - stopBy > 0);
  }

  @Override
  public int call(Pointer opaque) {
    return over() ? 1 : 0;
  }
}
