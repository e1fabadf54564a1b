package dev.reverie.dream.live;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.config.RateMeter;
import dev.reverie.dream.ascent.Resampling;
import dev.reverie.dream.engine.PlanarImage;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;
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

  /** Below this many levels nothing shows, and the sum would keep adding zeros. */
  private static final double INVISIBLE = 0.25;

  private final FrameFeed feed;
  private final ResidualSlot residuals;
  private final Supplier<Controls> controls;
  private final PictureSink sink;
  private final Clock clock;
  private final RateMeter pictures;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile int width;
  private volatile int height;
  private final AtomicLong dreamedPictures = new AtomicLong();

  /**
   * Not started yet.
   *
   * @param residuals not closed
   * @param controls asked once a picture
   * @param sink called on the compositor's thread
   */
  public Compositor(
      FrameFeed feed,
      ResidualSlot residuals,
      Supplier<Controls> controls,
      PictureSink sink,
      Clock clock) {
    this.feed = feed;
    this.residuals = residuals;
    this.controls = controls;
    this.sink = sink;
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

  private void run() {
    try (Mat frame = new Mat();
        Mat picture = new Mat();
        Overlay overlay = new Overlay();
        Shown shown = new Shown()) {
      compose(frame, picture, overlay, shown);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void compose(Mat frame, Mat picture, Overlay overlay, Shown shown)
      throws InterruptedException {
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
      cadence.left(clock.nanoTime(), period, frames, waited);
      try {
        show(frame, stamp, now, picture, overlay, shown);
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
      clock.sleepUntil(cadence.wake(period));
      long before = clock.nanoTime();
      Optional<FrameFeed.Stamp> newer =
          feed.await(stamp.sequence(), cadence.patience(before, period), frame);
      frames = newer.map(FrameFeed.Stamp::sequence).orElse(stamp.sequence()) - stamp.sequence();
      waited = newer.isPresent() && clock.nanoTime() - before > period / PROMPT;
      stamp = newer.orElse(stamp);
    }
  }

  private void show(
      Mat frame, FrameFeed.Stamp stamp, Controls now, Mat picture, Overlay overlay, Shown shown) {
    boolean dreamed = shown.update(residuals, now.blend(), stamp.signal());
    frame.copyTo(picture);
    PlanarImage residual = shown.residual();
    if (dreamed && residual != null) {
      overlay.add(picture, residual, now.intensity());
      dreamedPictures.incrementAndGet();
    }
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

  /** The residual on show: {@code shown = blend * shown + (1 - blend) * newest}, once a picture. */
  private static final class Shown implements AutoCloseable {
    private @Nullable PlanarImage newest;
    private @Nullable PlanarImage shown;
    private long sequence;

    /** Returns whether there is anything to see. */
    boolean update(ResidualSlot residuals, double blend, boolean signal) {
      long latest = residuals.sequence();
      if (latest != sequence) {
        newest = residuals.take(newest);
        sequence = latest;
      }
      PlanarImage next = newest;
      if (next == null) {
        return false;
      }
      PlanarImage old = shown;
      if (old == null || old.width() != next.width() || old.height() != next.height()) {
        shown = resized(old, next);
        old = shown;
      }
      if (signal) {
        opencv_core.addWeighted(old.all(), blend, next.all(), 1 - blend, 0, old.all());
        return true;
      }
      // Nothing to dream on: let go of what is there, whatever the blend.
      old.all().convertTo(old.all(), opencv_core.CV_32F, 0.8, 0);
      return opencv_core.norm(old.all()) > INVISIBLE * Math.sqrt(old.count());
    }

    @Nullable PlanarImage residual() {
      return shown;
    }

    private static PlanarImage resized(@Nullable PlanarImage old, PlanarImage like) {
      PlanarImage fitted = new PlanarImage(like.width(), like.height());
      if (old != null) {
        Resampling.resample(old, fitted);
        old.close();
      }
      return fitted;
    }

    @Override
    public void close() {
      if (newest != null) {
        newest.close();
      }
      if (shown != null) {
        shown.close();
      }
    }
  }
}
