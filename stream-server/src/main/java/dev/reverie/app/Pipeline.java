package dev.reverie.app;

import dev.reverie.capture.Capture;
import dev.reverie.capture.SourceSpec;
import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.config.Settings;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.live.Compositor;
import dev.reverie.dream.live.DreamTarget;
import dev.reverie.dream.live.Dreamer;
import dev.reverie.dream.live.FrameFeed;
import dev.reverie.dream.live.PictureSink;
import dev.reverie.dream.live.ResidualSlot;
import dev.reverie.dream.live.TickObserver;
import dev.reverie.dream.live.governor.Governor;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The way of a frame: capture puts the newest one into a slot, from which the dreamer makes
 * residuals and the compositor pictures. Owns all three and their threads; runs from the beginning.
 */
final class Pipeline implements AutoCloseable {
  private final Capture capture;
  private final Dreamer dreamer;
  private final Compositor compositor;
  private final ResidualSlot residuals = new ResidualSlot();

  /**
   * Starts everything.
   *
   * @param target what to dream, asked once a tick
   * @param controls asked once a picture
   * @param engines opens an engine, on the dreamer's thread
   * @param sink where pictures go, on the compositor's thread
   * @param ticks is told of every tick, on the dreamer's thread
   * @throws dev.reverie.config.InvalidValueException if the source has nothing to show
   */
  Pipeline(
      SourceSpec source,
      Settings settings,
      Supplier<DreamTarget> target,
      Supplier<Controls> controls,
      Supplier<DreamEngine> engines,
      PictureSink sink,
      TickObserver ticks,
      Clock clock) {
    capture = Capture.start(source, settings, clock);
    FrameFeed feed =
        (after, timeout, into) ->
            capture
                .frames()
                .await(after, timeout, into)
                .map(
                    stamp ->
                        new FrameFeed.Stamp(
                            stamp.sequence(), stamp.capturedNanos(), stamp.signal()));
    Governor governor = new Governor(clock);
    dreamer =
        new Dreamer(feed, target, engines, residuals, governor, clock, new Random(settings.seed()));
    compositor = new Compositor(feed, residuals, controls, sink, governor, clock);
    dreamer.observe(ticks).start();
    compositor.start();
  }

  Capture capture() {
    return capture;
  }

  Dreamer dreamer() {
    return dreamer;
  }

  Compositor compositor() {
    return compositor;
  }

  /** Stops dreaming, composing and capturing, each within a bounded time, and frees the memory. */
  @Override
  public void close() {
    Stages.stop("dreamer", dreamer::close);
    Stages.stop("compositor", compositor::close);
    Stages.stop("capture", capture::close);
    Stages.stop("residuals", residuals::close);
  }
}
