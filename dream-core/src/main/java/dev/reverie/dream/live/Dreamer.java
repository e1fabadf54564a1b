package dev.reverie.dream.live;

import dev.reverie.config.Clock;
import dev.reverie.config.RateMeter;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.EngineReport;
import dev.reverie.dream.engine.PlanarImage;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that dreams: takes the newest frame, runs a tick, publishes the residual, for ever. It
 * owns the engine. When something fails it says so, waits a little (longer each time, up to a
 * limit) and begins again with a fresh dream; meanwhile the compositor goes on with the last
 * residual.
 */
public final class Dreamer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Dreamer.class);
  private static final long FRAME_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_MILLIS = 3000;

  private final FrameFeed feed;
  private final Supplier<DreamTarget> target;
  private final Supplier<DreamEngine> engines;
  private final ResidualSlot residuals;
  private final Clock clock;
  private final RandomGenerator random;
  private final RateMeter ticks;
  private final RateMeter steps;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile DreamerState state = new DreamerState(EngineReport.NONE, 0, 0, 0, 0, 0, 0, "");

  /**
   * Not started yet.
   *
   * @param target what to dream, asked once a tick
   * @param engines opens an engine, on the dreamer's thread; may throw
   * @param residuals where they go; not closed
   * @param random jitter; used by the dreamer's thread alone
   */
  public Dreamer(
      FrameFeed feed,
      Supplier<DreamTarget> target,
      Supplier<DreamEngine> engines,
      ResidualSlot residuals,
      Clock clock,
      RandomGenerator random) {
    this.feed = feed;
    this.target = target;
    this.engines = engines;
    this.residuals = residuals;
    this.clock = clock;
    this.random = random;
    ticks = new RateMeter(clock);
    steps = new RateMeter(clock);
    thread = new Thread(this::run, "reverie-dreamer");
    thread.setDaemon(true);
  }

  /** Begins to dream. */
  public Dreamer start() {
    thread.start();
    return this;
  }

  /** How it does, now. */
  public DreamerState state() {
    DreamerState s = state;
    return new DreamerState(
        s.engine(),
        ticks.total(),
        ticks.perSecond(),
        steps.perSecond(),
        s.stepMillis(),
        s.width(),
        s.height(),
        s.problem());
  }

  private void run() {
    long pause = FIRST_PAUSE;
    while (running) {
      long before = ticks.total();
      try (DreamEngine engine = engines.get();
          LiveDream dream = new LiveDream(engine, random)) {
        dream(engine, dream);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        // The feed must go on whatever an engine or a native library does.
        pause = ticks.total() > before ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
        fail(e);
      }
      try {
        clock.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void dream(DreamEngine engine, LiveDream dream) throws InterruptedException {
    long sequence = 0;
    boolean signal = false;
    try (Mat frame = new Mat()) {
      while (running) {
        // Without a new frame the dream goes deeper into the last one; without any it waits.
        Optional<FrameFeed.Stamp> newer = feed.await(sequence, signal ? 0 : FRAME_TIMEOUT, frame);
        if (newer.isPresent()) {
          sequence = newer.get().sequence();
          signal = newer.get().signal();
        }
        if (!signal) {
          continue;
        }
        long started = clock.nanoTime();
        DreamTarget now = target.get();
        PlanarImage residual = dream.tick(frame, now);
        residuals.publish(residual, sequence);
        int taken = now.controls().steps();
        double millis = (clock.nanoTime() - started) / 1e6 / taken;
        ticks.mark();
        steps.mark(taken);
        state =
            new DreamerState(
                engine.report(), 0, 0, 0, millis, residual.width(), residual.height(), "");
        // Dreaming more often than pictures leave would only heat the room.
        clock.sleepUntil(started + NANOS_PER_SECOND / now.controls().fps());
      }
    }
  }

  private void fail(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    DreamerState s = state;
    if (message.equals(s.problem())) {
      log.debug("still cannot dream: {}", message);
    } else {
      log.warn("cannot dream: {}", message, e);
    }
    state = new DreamerState(s.engine(), 0, 0, 0, s.stepMillis(), s.width(), s.height(), message);
  }

  /** Stops within a few seconds; the engine is freed by its own thread. */
  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS);
      if (thread.isAlive()) {
        log.warn("the dreamer did not stop within {} ms and was left behind", CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
