package dev.reverie.dream.live;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.config.RateMeter;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.governor.Effort;
import dev.reverie.dream.live.governor.Governor;
import dev.reverie.dream.live.mood.Mood;
import dev.reverie.dream.live.mood.MoodDirector;
import dev.reverie.dream.live.mood.MotionMeter;
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
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Feedback moves the dream no further at once, whatever kept the dreamer, in seconds. */
  private static final double LONGEST_MOVE = 0.5;

  private static final long CLOSE_MILLIS = 3000;

  private final FrameFeed feed;
  private final Supplier<DreamTarget> target;
  private final Supplier<DreamEngine> engines;
  private final ResidualSlot residuals;
  private final Clock clock;
  private final RandomGenerator random;
  private final Governor governor;
  private final MoodDirector director;
  private final MotionMeter motion = new MotionMeter();
  private final RateMeter ticks;
  private final RateMeter steps;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile DreamerState state = DreamerState.NONE;
  private volatile TickObserver observer = (steps, nanos) -> {};

  /**
   * Not started yet.
   *
   * @param target what to dream, asked once a tick
   * @param engines opens an engine, on the dreamer's thread; may throw
   * @param residuals where they go; not closed
   * @param governor says how much to compute
   * @param random jitter, and the play of an idle picture; used by the dreamer's thread alone
   */
  public Dreamer(
      FrameFeed feed,
      Supplier<DreamTarget> target,
      Supplier<DreamEngine> engines,
      ResidualSlot residuals,
      Governor governor,
      Clock clock,
      RandomGenerator random) {
    this.feed = feed;
    this.target = target;
    this.engines = engines;
    this.residuals = residuals;
    this.governor = governor;
    this.clock = clock;
    this.random = random;
    director = new MoodDirector(random);
    ticks = new RateMeter(clock);
    steps = new RateMeter(clock);
    thread = new Thread(this::run, "reverie-dreamer");
    thread.setDaemon(true);
  }

  /** Tells {@code told} of every tick from now on. */
  public Dreamer observe(TickObserver told) {
    observer = told;
    return this;
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
        s.mood(),
        s.governor(),
        s.problem());
  }

  /** Gradient steps so far. */
  public long steps() {
    return steps.total();
  }

  private void run() {
    try (motion) {
      dreamOn();
    }
  }

  private void dreamOn() {
    long pause = FIRST_PAUSE;
    while (running) {
      long before = ticks.total();
      try (DreamEngine engine = engines.get();
          LiveDream dream = new LiveDream(engine, random, clock)) {
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
    long last = clock.nanoTime();
    try (Mat frame = new Mat()) {
      while (running) {
        // Without a new frame the dream goes deeper into the last one; without any it waits.
        Optional<FrameFeed.Stamp> newer = feed.await(sequence, signal ? 0 : FRAME_TIMEOUT, frame);
        long started = clock.nanoTime();
        if (newer.isPresent()) {
          sequence = newer.get().sequence();
          signal = newer.get().signal();
          motion.measure(dream.look(frame), newer.get().capturedNanos(), started);
        }
        if (signal) {
          tick(engine, dream, frame, sequence, started, (started - last) / NANOS_PER_SECOND);
        }
        last = started;
      }
    }
  }

  private void tick(
      DreamEngine engine, LiveDream dream, Mat frame, long sequence, long started, double seconds)
      throws InterruptedException {
    DreamTarget now = target.get();
    Controls controls = now.controls();
    Mood mood = director.direct(now.model(), now.layer(), controls, motion.percent(), started);
    Effort effort =
        governor.effort(
            controls, now.model().name() + " " + mood.layer() + " " + controls.precision());
    LiveDream.Tick tick = dream.tick(frame, now, effort, mood, Math.min(seconds, LONGEST_MOVE));
    PlanarImage residual = tick.residual();
    residuals.publish(residual, mood.intensity(), dream.luma(), sequence);
    long took = clock.nanoTime() - started;
    ticks.mark();
    steps.mark(tick.steps());
    observer.ticked(tick.steps(), took);
    governor.ticked(tick.used(), took);
    state =
        new DreamerState(
            engine.report(),
            0,
            0,
            0,
            took / 1e6 / tick.steps(),
            residual.width(),
            residual.height(),
            director.state(),
            governor.report(),
            dream.problem());
    // Dreaming more often than pictures leave would only heat the room.
    long beat = started + TimeUnit.SECONDS.toNanos(1) / controls.fps();
    clock.sleepUntil(Math.max(beat, started + took + governor.pause()));
  }

  private void fail(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    DreamerState s = state;
    if (message.equals(s.problem())) {
      log.debug("still cannot dream: {}", message);
    } else {
      log.warn("cannot dream: {}", message, e);
    }
    state =
        new DreamerState(
            s.engine(),
            0,
            0,
            0,
            s.stepMillis(),
            s.width(),
            s.height(),
            s.mood(),
            s.governor(),
            message);
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
