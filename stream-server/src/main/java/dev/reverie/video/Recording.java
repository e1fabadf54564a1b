package dev.reverie.video;

import dev.reverie.config.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the picture as MP4. The file is whole up to its last second at any moment, whatever happens
 * to the program or the machine. A limit stops it; another size of the picture goes on in another
 * file. Never holds up the feed: pictures that encoder or disk are too slow for are dropped and
 * counted. Thread-safe. Owns a thread ({@code reverie-recording}) and its native memory.
 */
public final class Recording implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recording.class);

  private static final long TAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long CLOSE_MILLIS = 8000;
  private static final String STOPPED = "stopped";
  private static final String INTERNAL = "an internal error, see the log: ";

  private final RecordingFiles names;
  private final RecordingLimits limits;
  private final VideoEncoders encoders;
  private final VideoRate rate;
  private final DiskGuard guard;
  private final Clock clock;
  private final long begun;
  private final FrameMailbox mailbox = new FrameMailbox();
  private final CopyOnWriteArrayList<Path> files = new CopyOnWriteArrayList<>();
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;

  private @Nullable RecordingPart part;
  private long bytesBefore;
  private long lastPicture;
  private boolean idle;

  private volatile long bytes;
  private volatile String encoder = "";
  private volatile int kilobits;
  private volatile boolean closing;
  private volatile @Nullable End end;

  private record End(RecordingState.Phase phase, String reason, long nanos) {}

  private Recording(
      RecordingFiles names,
      RecordingLimits limits,
      VideoEncoders encoders,
      VideoRate rate,
      SpaceProbe space,
      Clock clock) {
    this.names = names;
    this.limits = limits;
    this.encoders = encoders;
    this.rate = rate;
    guard = new DiskGuard(names.folder(), limits.reserveBytes(), space, clock);
    this.clock = clock;
    begun = clock.nanoTime();
    lastPicture = begun;
    thread = new Thread(this::run, "reverie-recording");
    thread.setDaemon(true); // one that hangs in a disk must not keep the program alive
  }

  /**
   * Begins to record.
   *
   * @param folder for the files; made if it is not there
   * @param begun names the file: {@code reverie-20261123-224253.mp4}
   * @throws VideoException if that folder takes no file or its disk has no room, in words
   */
  public static Recording start(
      Path folder,
      ZonedDateTime begun,
      RecordingLimits limits,
      VideoEncoders encoders,
      VideoRate rate,
      Clock clock)
      throws VideoException {
    return start(folder, begun, limits, encoders, rate, SpaceProbe.system(), clock);
  }

  static Recording start(
      Path folder,
      ZonedDateTime begun,
      RecordingLimits limits,
      VideoEncoders encoders,
      VideoRate rate,
      SpaceProbe space,
      Clock clock)
      throws VideoException {
    RecordingFiles names = new RecordingFiles(folder, begun);
    Recording recording = new Recording(names, limits, encoders, rate, space, clock);
    Path first = names.create();
    recording.files.add(first);
    String full = recording.guard.look();
    if (!full.isEmpty()) {
      recording.discardEmpty();
      throw new VideoException(full);
    }
    log.info("recording to {}", first);
    recording.thread.start();
    return recording;
  }

  /**
   * Takes a copy of a picture, to be kept if nothing newer comes first. Never waits for anything
   * else. Once the recording has ended it does nothing.
   *
   * @param bgr 8-bit BGR ({@code CV_8UC3}), not empty; stays the caller's. The last column or row
   *     of an odd size is cut off
   * @param capturedNanos when its frame was captured, on this recording's clock
   */
  public void offer(Mat bgr, long capturedNanos) {
    mailbox.offer(bgr, capturedNanos, clock.nanoTime());
  }

  /** How it is going now, or how it ended. */
  public RecordingState state() {
    End ended = end;
    return new RecordingState(
        ended == null ? RecordingState.Phase.RECORDING : ended.phase(),
        List.copyOf(files),
        ((ended == null ? clock.nanoTime() : ended.nanos()) - begun) / 1e9,
        encoder,
        kilobits,
        frames.get(),
        mailbox.dropped() + lost.get(),
        bytes,
        ended == null ? "" : ended.reason());
  }

  private void run() {
    RecordingState.Phase phase = RecordingState.Phase.FINISHED;
    String reason = STOPPED;
    try (mailbox;
        Mat picture = new Mat()) {
      reason = record(picture);
    } catch (VideoException e) {
      phase = RecordingState.Phase.FAILED;
      reason = String.valueOf(e.getMessage());
      lost.incrementAndGet();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      log.error("recording has ended", e);
      phase = RecordingState.Phase.FAILED;
      reason = INTERNAL + e;
    }
    try {
      finishPart();
      discardEmpty();
    } catch (VideoException e) {
      phase = RecordingState.Phase.FAILED;
      reason = String.valueOf(e.getMessage());
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      log.error("the recording's end is missing", e);
      phase = RecordingState.Phase.FAILED;
      reason = INTERNAL + e;
    }
    end = new End(phase, reason, clock.nanoTime());
    log.info("recording has ended: {}", reason);
  }

  /** Returns why it is over. */
  private String record(Mat picture) throws VideoException {
    while (!closing) {
      FrameMailbox.Times taken;
      try {
        taken = mailbox.take(TAKE_NANOS, picture);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return STOPPED;
      }
      if (taken == null) {
        rest();
      } else {
        keep(picture, taken);
      }
      String limit = reached();
      if (!limit.isEmpty()) {
        return limit;
      }
    }
    return STOPPED;
  }

  private void keep(Mat picture, FrameMailbox.Times taken) throws VideoException {
    RecordingPart current = part;
    if (current == null || !current.fits(picture)) {
      Path file = current == null ? files.get(0) : names.create();
      if (current != null) {
        finishPart();
        files.add(file);
        log.info("the picture's size has changed: recording goes on in {}", file);
      }
      current = RecordingPart.open(file, picture, encoders, rate);
      part = current;
      encoder = current.encoder();
      kilobits = (int) (current.bits() / 1000);
    }
    current.add(picture, taken);
    bytes = bytesBefore + current.bytes();
    frames.incrementAndGet();
    lastPicture = clock.nanoTime();
    idle = false;
  }

  /** No picture has come: what the last ones left is not to wait in memory for the next. */
  private void rest() throws VideoException {
    RecordingPart current = part;
    if (current != null && !idle && clock.nanoTime() - lastPicture >= IDLE_NANOS) {
      current.flush();
      bytes = bytesBefore + current.bytes();
      idle = true;
    }
  }

  /** Which limit has been reached, in words; empty if none. */
  private String reached() throws VideoException {
    if (limits.bytes() > 0 && bytes >= limits.bytes()) {
      return "the limit of " + DiskGuard.megabytes(limits.bytes()) + " is reached";
    }
    if (!limits.duration().isZero() && clock.nanoTime() - begun >= limits.duration().toNanos()) {
      return "the limit of " + limits.duration().toSeconds() + " s is reached";
    }
    return guard.glance();
  }

  private void finishPart() throws VideoException {
    RecordingPart current = part;
    if (current == null) {
      return;
    }
    part = null;
    try (current) {
      current.finish();
    } finally {
      bytesBefore += current.bytes();
      bytes = bytesBefore;
    }
  }

  /** A recording that never saw a picture leaves no file behind. */
  private void discardEmpty() throws VideoException {
    Path last = files.get(files.size() - 1);
    try {
      if (Files.exists(last) && Files.size(last) == 0) {
        Files.delete(last);
        files.remove(last);
      }
    } catch (IOException e) {
      throw new VideoException(last + " cannot be removed: " + e.getMessage(), e);
    }
  }

  /** Finishes the file and returns when it is on the disk, or after eight seconds. */
  @Override
  public void close() {
    closing = true;
    mailbox.close();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("the disk hangs; recording is left behind");
    }
  }
}
