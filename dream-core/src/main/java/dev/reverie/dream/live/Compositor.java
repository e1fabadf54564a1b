package dev.reverie.dream.live;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.config.RateMeter;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.flash.FlashLimiter;
import dev.reverie.dream.live.governor.Governor;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes the output: at the output rate it takes the newest frame and the newest
 * residual, blends that residual into the one it shows, lays it over the frame and hands the
 * picture on. The picture moves at camera rate however slow the dream is.
 */
public final class Compositor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Compositor.class);
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long FRAME_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long CLOSE_MILLIS = 1000;

  /** A frame that takes no longer than this part of a period was there already. */
  private static final int PROMPT = 64;

  private final FrameFeed feed;
  private final ResidualSlot residuals;
  private final Supplier<Controls> controls;
  private final PictureSink sink;
  private final Governor governor;
  private final Clock clock;
  private final RateMeter pictures;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile int width;
  private volatile int height;
  private volatile double damped;
  private final AtomicLong dreamedPictures = new AtomicLong();

  /**
   * Not started yet.
   *
   * @param residuals not closed
   * @param controls asked once a picture
   * @param sink called on the compositor's thread
   * @param governor told when pictures left
   */
  public Compositor(
      FrameFeed feed,
      ResidualSlot residuals,
      Supplier<Controls> controls,
      PictureSink sink,
      Governor governor,
      Clock clock) {
    this.feed = feed;
    this.residuals = residuals;
    this.controls = controls;
    this.sink = sink;
    this.governor = governor;
    this.clock = clock;
    pictures = new RateMeter(clock);
    thread = new Thread(this::run, "reverie-compositor");
    thread.setDaemon(true);
  }

  /** Begins to put out pictures. */
  public Compositor start() {
    thread.start();
    return this;
  }

  /** Pictures per second, lately. */
  public double picturesPerSecond() {
    return pictures.perSecond();
  }

  /** Pictures so far. */
  public long pictures() {
    return pictures.total();
  }

  /** Pictures so far that a dream lay over. */
  public long dreamedPictures() {
    return dreamedPictures.get();
  }

  /** Width of the output; 0 before the first picture. */
  public int width() {
    return width;
  }

  /** Height of the output; 0 before the first picture. */
  public int height() {
    return height;
  }

  /** The share of the pictures of the last seconds that the flash limiter had to damp, 0 to 1. */
  public double damped() {
    return damped;
  }

  private void run() {
    try (Mat frame = new Mat();
        Mat picture = new Mat();
        Overlay overlay = new Overlay();
        ShownResidual shown = new ShownResidual();
        FlashLimiter limiter = new FlashLimiter()) {
      compose(frame, new Stage(picture, overlay, shown, limiter));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void compose(Mat frame, Stage stage) throws InterruptedException {
    FrameFeed.Stamp stamp = feed.await(0, FRAME_TIMEOUT, frame).orElse(null);
    while (running && stamp == null) {
      stamp = feed.await(0, FRAME_TIMEOUT, frame).orElse(null);
    }
    Cadence cadence = new Cadence(clock.nanoTime());
    long frames = 1;
    boolean waited = true;
    boolean losing = false;
    while (running && stamp != null) {
      Controls now = controls.get();
      long period = NANOS_PER_SECOND / now.fps();
      long due = cadence.due();
      long begun = clock.nanoTime();
      cadence.left(begun, period, frames, waited);
      try {
        show(frame, stamp, now, stage);
        losing = false;
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        // One line for a run of lost pictures: at thirty a second they would fill the disk.
        if (losing) {
          log.debug("another picture was lost", e);
        } else {
          log.error("pictures are lost", e);
        }
        losing = true;
      }
      governor.composed(due, begun, clock.nanoTime() - begun);
      clock.sleepUntil(cadence.wake(period));
      long before = clock.nanoTime();
      Optional<FrameFeed.Stamp> newer =
          feed.await(stamp.sequence(), cadence.patience(before, period), frame);
      frames = newer.map(FrameFeed.Stamp::sequence).orElse(stamp.sequence()) - stamp.sequence();
      waited = newer.isPresent() && clock.nanoTime() - before > period / PROMPT;
      stamp = newer.orElse(stamp);
    }
  }

  private void show(Mat frame, FrameFeed.Stamp stamp, Controls now, Stage stage) {
    boolean dreamed = stage.shown.update(residuals, frame, stamp, now.blend(), now.flow());
    Mat picture = stage.picture;
    frame.copyTo(picture);
    PlanarImage residual = stage.shown.residual();
    if (dreamed && residual != null) {
      stage.overlay.add(picture, residual, now.intensity());
      dreamedPictures.incrementAndGet();
    }
    if (now.flash()) {
      stage.limiter.limit(picture, clock.nanoTime());
    } else {
      stage.limiter.forget();
    }
    damped = stage.limiter.damped();
    width = picture.cols();
    height = picture.rows();
    sink.accept(new ComposedPicture(picture, frame, stamp, dreamed));
    pictures.mark();
  }

  /** Stops within a second. */
  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the compositor's thread works with. */
  private record Stage(Mat picture, Overlay overlay, ShownResidual shown, FlashLimiter limiter) {}
}
