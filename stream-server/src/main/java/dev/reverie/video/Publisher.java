package dev.reverie.video;

import dev.reverie.config.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the picture to a media server, which passes it on to more viewers than this machine could
 * serve. Connects again for as long as it takes, and never holds up the feed: while the line is
 * busy or down, pictures are dropped and counted. Thread-safe. Owns a thread ({@code
 * reverie-publisher}) and its native memory.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long WRITE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long TAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Media servers cut their pieces at key frames, and new viewers begin at one. */
  private static final long KEY_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** What saying good-bye to the server may take. */
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long CLOSE_MILLIS = 1800;

  private final Destination destination;
  private final VideoEncoders encoders;
  private final VideoRate rate;
  private final Clock clock;
  private final FrameMailbox mailbox = new FrameMailbox();
  private final Patience patience;
  private final Retry retry = new Retry();
  private final Thread thread;

  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private volatile Status status;
  private volatile Shape shape = new Shape("", 0, 0, 0);
  private volatile boolean closing;

  private record Status(PublisherState.Phase phase, long since, String lastError) {}

  private record Shape(String encoder, int kilobits, int width, int height) {}

  /** Begins to connect as soon as there is a picture. */
  public Publisher(Destination destination, VideoEncoders encoders, VideoRate rate, Clock clock) {
    this.destination = destination;
    this.encoders = encoders;
    this.rate = rate;
    this.clock = clock;
    patience = new Patience(clock);
    status = new Status(PublisherState.Phase.CONNECTING, clock.nanoTime(), "");
    thread = new Thread(this::run, "reverie-publisher");
    thread.setDaemon(true); // one that hangs in a name look-up must not keep the program alive
    thread.start();
  }

  /**
   * Takes a copy of a picture, to be sent if nothing newer comes first. Never waits for anything
   * else. After {@link #close} it does nothing.
   *
   * @param bgr 8-bit BGR ({@code CV_8UC3}), not empty; stays the caller's. Its size may change,
   *     which begins a new connection; the last column or row of an odd size is cut off
   * @param capturedNanos when its frame was captured, on this publisher's clock
   */
  public void offer(Mat bgr, long capturedNanos) {
    mailbox.offer(bgr, capturedNanos, clock.nanoTime());
  }

  /** How it is going now. */
  public PublisherState state() {
    Status now = status;
    Shape video = shape;
    return new PublisherState(
        destination.name(),
        now.phase(),
        (clock.nanoTime() - now.since()) / 1e9,
        video.encoder(),
        video.kilobits(),
        video.width(),
        video.height(),
        frames.get(),
        mailbox.dropped() + lost.get(),
        bytes.get(),
        connections.get(),
        now.lastError());
  }

  private void run() {
    try (patience;
        mailbox;
        Mat picture = new Mat()) {
      while (!closing) {
        attempt(picture);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      log.error("publishing to {} has ended", destination.name(), e);
      enter(PublisherState.Phase.STOPPED, "an internal error, see the log: " + e);
    } finally {
      enter(PublisherState.Phase.STOPPED, status.lastError());
    }
  }

  /** One connection and, if it failed, the wait before the next. */
  private void attempt(Mat picture) throws InterruptedException {
    long[] upSince = {0};
    try {
      session(picture, upSince);
    } catch (VideoException e) {
      if (closing) {
        return;
      }
      lost.incrementAndGet();
      long up = upSince[0] == 0 ? 0 : clock.nanoTime() - upSince[0];
      long wait = retry.next(up);
      String problem = String.valueOf(e.getMessage());
      // One line for a run of failures for the same reason.
      if (up > 0 || !problem.equals(status.lastError())) {
        log.warn("publishing to {}: {}; trying again", destination.name(), problem);
      }
      enter(PublisherState.Phase.RETRYING, problem);
      clock.sleep(wait);
      enter(PublisherState.Phase.CONNECTING, problem);
    }
  }

  private void session(Mat picture, long[] upSince) throws VideoException, InterruptedException {
    while (mailbox.take(TAKE_NANOS, picture) == null) {
      if (closing) {
        return;
      }
    }
    int width = picture.cols() & ~1;
    int height = picture.rows() & ~1;
    long bits = rate.bits(width, height, 1);
    try (H264Encoder encoder = encoders.open(width, height, rate.fps(), bits)) {
      shape = new Shape(encoder.name(), (int) (bits / 1000), width, height);
      patience.renew(CONNECT_NANOS);
      try (Muxer muxer =
          Muxer.open(destination.url(), destination.form(), encoder, rate.fps(), patience)) {
        upSince[0] = clock.nanoTime();
        connections.incrementAndGet();
        lost.incrementAndGet(); // the picture that gave the size is old by now
        log.info(
            "publishing {}x{} to {} with {} at {} kbit/s",
            width,
            height,
            destination.name(),
            encoder.name(),
            bits / 1000);
        enter(PublisherState.Phase.LIVE, status.lastError());
        send(encoder, muxer, picture);
      }
    }
  }

  /** Sends until the size changes or all is over. */
  private void send(H264Encoder encoder, Muxer muxer, Mat picture) throws VideoException {
    FrameTimes times = new FrameTimes();
    long lastKey = -KEY_NANOS;
    try {
      while (!closing) {
        FrameMailbox.Times taken = mailbox.take(TAKE_NANOS, picture);
        if (taken == null) {
          continue;
        }
        if (!encoder.fits(picture)) {
          lost.incrementAndGet();
          break;
        }
        long time = times.next(taken);
        boolean key = time - lastKey >= KEY_NANOS;
        lastKey = key ? time : lastKey;
        encoder.send(picture, time, key);
        write(encoder, muxer);
        frames.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing; the server is still told
    }
    patience.renew(FAREWELL_NANOS);
    encoder.end();
    write(encoder, muxer);
    muxer.finish(patience);
  }

  private void write(H264Encoder encoder, Muxer muxer) throws VideoException {
    for (AVPacket packet = encoder.receive(); packet != null; packet = encoder.receive()) {
      patience.renew(WRITE_NANOS);
      long size = packet.size();
      muxer.write(packet, patience);
      bytes.addAndGet(size);
    }
  }

  private void enter(PublisherState.Phase phase, String lastError) {
    long since = status.phase() == phase ? status.since() : clock.nanoTime();
    status = new Status(phase, since, lastError);
  }

  /**
   * Tells the server good-bye and gives everything back, within two seconds; a thread that hangs
   * even then (in a name look-up) frees what it holds when it comes back.
   */
  @Override
  public void close() {
    closing = true;
    patience.endWithin(status.phase() == PublisherState.Phase.LIVE ? FAREWELL_NANOS : 0);
    mailbox.close();
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("publishing to {} hangs; it is left behind", destination.name());
    }
  }
}
