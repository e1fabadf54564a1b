package dev.reverie.capture;

import dev.reverie.config.Clock;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one source running and the newest frame in a {@link FrameSlot}, whatever happens to the
 * source: it is reconnected, and meanwhile a "no signal" picture is published a few times a second.
 * Thread-safe. Owns two threads, one that reads and one that watches it, and their native memory.
 */
public final class Capture implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Capture.class);

  /** How often the watcher looks. */
  private static final long TICK_NANOS = 100_000_000L;

  /** Shorter interruptions than this don't show. */
  static final long GRACE_NANOS = 500_000_000L;

  /** The rate of the "no signal" picture. */
  private static final long PICTURE_NANOS = 200_000_000L;

  /** So many hanging readers are left behind before the source is left alone. */
  static final int MOST_HANGING = 3;

  private static final long CLOSE_MILLIS = 800;

  private final Supplier<FrameSource> sources;
  private final Geometry geometry;
  private final Fit.Dimensions firstSize;
  private final Clock clock;
  private final Journal journal;
  private final FrameSlot slot = new FrameSlot();
  private final Backoff backoff = new Backoff();

  /** Guards what follows, and the order of what readers and the watcher publish. */
  private final ReentrantLock gate = new ReentrantLock();

  private final Condition wake = gate.newCondition();
  private final List<Thread> hanging = new ArrayList<>();
  private final Thread watcher;
  private Reader reader;
  private Thread readerThread;
  private boolean closed;
  private int readers;

  /**
   * Starts capturing; returns at once, except that a file or folder is looked into first.
   *
   * @param spec the source
   * @param settings for the camera's mode, the shape and size of the frames, and the seed
   * @param clock paces files, stills and the demo scene, and stamps frames
   * @throws InvalidValueException if a file or folder holds nothing that can be shown, or a setting
   *     that capturing uses makes no sense
   */
  public static Capture start(SourceSpec spec, Settings settings, Clock clock) {
    CameraSource.checkFormat(settings.cameraFormat());
    Geometry geometry = Geometry.of(settings);
    Supplier<FrameSource> sources = FrameSources.of(spec, settings, geometry, clock);
    if (spec instanceof SourceSpec.File || spec instanceof SourceSpec.Folder) {
      lookInto(spec, sources, geometry);
    }
    return new Capture(spec, settings, clock, sources);
  }

  private static void lookInto(SourceSpec spec, Supplier<FrameSource> sources, Geometry geometry) {
    try (FrameSource source = sources.get();
        Shaper shaper = new Shaper(geometry);
        Mat raw = new Mat();
        Mat shaped = new Mat()) {
      source.open();
      source.read(raw);
      shaper.shape(raw, shaped);
    } catch (SourceException e) {
      throw new InvalidValueException(
          "source",
          spec.name(),
          "a video that FFmpeg can play, or " + Pictures.FORMATS,
          String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller is going away; it will close the capture
    }
  }

  Capture(SourceSpec spec, Settings settings, Clock clock, Supplier<FrameSource> sources) {
    this.sources = sources;
    this.geometry = Geometry.of(settings);
    this.clock = clock;
    this.journal = new Journal(spec, clock);
    this.firstSize = geometry.finishedSize(settings.cameraWidth(), settings.cameraHeight());
    reader = newReader(false);
    readerThread = newThread(reader);
    watcher = new Thread(this::watch, "reverie-capture");
    watcher.setDaemon(true);
    readerThread.start();
    watcher.start();
  }

  /** Where the frames are. */
  public FrameSlot frames() {
    return slot;
  }

  /** How the source is doing now. */
  public CaptureState state() {
    return journal.state();
  }

  private Reader newReader(boolean waitsFirst) {
    return new Reader(sources, geometry, backoff, clock, new Gatekeeper(), waitsFirst);
  }

  private Thread newThread(Reader of) {
    Thread thread = new Thread(of, "reverie-capture-reader-" + ++readers);
    thread.setDaemon(true); // one that hangs in a driver must not keep the program alive
    return thread;
  }

  /** Lets only the current reader through. */
  private final class Gatekeeper implements Reader.Listener {
    @Override
    public void attempt(Reader from) {
      pass(from, journal::attempt);
    }

    @Override
    public void opened(Reader from, SourceFormat format) {
      pass(from, () -> journal.opened(format));
    }

    @Override
    public void frame(Reader from, Mat shaped, long capturedNanos, long lost) {
      pass(
          from,
          () -> {
            journal.frame(shaped.cols(), shaped.rows(), lost);
            slot.publish(shaped, capturedNanos, true);
          });
    }

    @Override
    public void failed(Reader from, String reason) {
      pass(from, () -> journal.failed(reason));
    }

    private void pass(Reader from, Runnable action) {
      gate.lock();
      try {
        if (!from.retired()) {
          action.run();
        }
      } finally {
        gate.unlock();
      }
    }
  }

  /** The watcher's life. */
  private void watch() {
    try (NoSignalPicture picture = new NoSignalPicture();
        Mat canvas = new Mat()) {
      long lastPicture = clock.nanoTime() - PICTURE_NANOS;
      while (true) {
        long now = clock.nanoTime();
        CaptureState state = journal.state();
        boolean draws = isQuiet() && now - lastPicture >= PICTURE_NANOS;
        if (draws) {
          lastPicture = now;
          int width = state.width() > 0 ? state.width() : firstSize.width();
          int height = state.height() > 0 ? state.height() : firstSize.height();
          picture.draw(canvas, width, height, state, now);
        }
        gate.lockInterruptibly();
        try {
          if (closed) {
            return;
          }
          replaceStalledReader(now);
          // Looked at again: the source may have come back while the picture was being drawn.
          if (draws && isQuiet()) {
            slot.publish(canvas, now, false);
          }
          long unused = wake.awaitNanos(TICK_NANOS);
        } finally {
          gate.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isQuiet() {
    return journal.quietNanos() >= GRACE_NANOS;
  }

  private void replaceStalledReader(long now) {
    hanging.removeIf(thread -> !thread.isAlive());
    if (reader.stalled(now) && !reader.retired()) {
      LOG.warn("{}: the reader hangs and is replaced", journal);
      journal.failed(journal.state().name() + " does not answer");
      reader.retire();
      readerThread.interrupt();
      hanging.add(readerThread);
    }
    if (!reader.retired()) {
      return;
    }
    if (hanging.size() >= MOST_HANGING) {
      journal.failed(
          journal.state().name()
              + " does not answer, and its driver hangs; unplug it and plug it in again");
      return;
    }
    reader = newReader(true);
    readerThread = newThread(reader);
    readerThread.start();
  }

  /** Stops within a second, whatever the source is doing. Further calls do nothing. */
  @Override
  public void close() {
    Thread lastReader;
    gate.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      reader.retire();
      lastReader = readerThread;
      lastReader.interrupt();
      wake.signalAll();
    } finally {
      gate.unlock();
    }
    try {
      watcher.join(CLOSE_MILLIS / 2);
      lastReader.join(CLOSE_MILLIS / 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (lastReader.isAlive()) {
      LOG.warn("{}: still busy inside its driver; left behind", journal);
    }
    slot.close();
  }
}
