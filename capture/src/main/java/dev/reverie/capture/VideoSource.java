package dev.reverie.capture;

import dev.reverie.config.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * A video file, which loops without a seam, or a stream from the network. Files are paced by their
 * own timestamps; live streams by their sender.
 */
final class VideoSource implements FrameSource {
  /** For connecting, and for a stream's first picture, which may have to wait for a key frame. */
  static final long OPEN_PATIENCE_NANOS = 5_000_000_000L;

  /** For each further picture. */
  static final long READ_PATIENCE_NANOS = 3_000_000_000L;

  /** Wakes up this often while the next picture is far off, to show that all is well. */
  private static final long NAP_NANOS = 500_000_000L;

  /** Later than this (the machine slept, say), the video goes on from here instead of racing. */
  private static final long HOPELESS_NANOS = 1_000_000_000L;

  /** A step between two timestamps that no video means. */
  private static final double BROKEN_NANOS = 60e9;

  private static final Map<String, String> FILE_OPTIONS = Map.of("protocol_whitelist", "file");

  /**
   * Little looking ahead and no buffering, so that the first picture comes soon and the newest is
   * new. RTSP goes over TCP: its pictures arrive whole, and through firewalls. A playlist from the
   * network must not read this machine's files.
   */
  private static final Map<String, String> STREAM_OPTIONS =
      Map.of(
          "protocol_whitelist",
              "http,https,httpproxy,tls,tcp,udp,rtp,rtsp,rtsps,rtmp,rtmps,srt,crypto",
          "fflags", "nobuffer",
          "flags", "low_delay",
          "probesize", "1000000",
          "analyzeduration", "1000000",
          "fpsprobesize", "0",
          "rtsp_transport", "tcp");

  private final String address;
  private final String name;
  private final @Nullable Path file;
  private final Fit fit;
  private final Clock clock;

  private volatile @Nullable VideoDecoder decoder;
  private volatile boolean aborted;
  private @Nullable PictureConverter converter;
  private @Nullable Object edition;
  private long lostBefore;

  /** When the current round (one playing of the whole video) began, by the clock. */
  private double roundStart = Double.NaN;

  /** The video's own time of the round's first picture. */
  private double roundTime;

  /** The newest picture's own time and duration. */
  private double time;

  private double duration;
  private int roundPictures;
  private boolean anyPicture;
  private boolean reopened;
  private boolean pending;

  private VideoSource(String address, String name, @Nullable Path file, Fit fit, Clock clock) {
    this.address = address;
    this.name = name;
    this.file = file;
    this.fit = fit;
    this.clock = clock;
  }

  /** Plays a file for ever. */
  static VideoSource file(Path file, Fit fit, Clock clock) {
    return new VideoSource(
        "file:" + file.toAbsolutePath(), file.getFileName().toString(), file, fit, clock);
  }

  /** Follows a stream; a video of known length on a server is played for ever, like a file. */
  static VideoSource url(SourceSpec.Url url, Fit fit, Clock clock) {
    return new VideoSource(url.url(), url.name(), null, fit, clock);
  }

  @Override
  public SourceFormat open() throws SourceException {
    converter = new PictureConverter(fit);
    VideoDecoder opened = connect();
    return new SourceFormat(name, 0, 0, opened.fps(), null);
  }

  private VideoDecoder connect() throws SourceException {
    VideoDecoder fresh = new VideoDecoder(clock);
    decoder = fresh;
    if (aborted) {
      fresh.abort();
    }
    edition = edition();
    try {
      fresh.open(address, file == null ? STREAM_OPTIONS : FILE_OPTIONS, OPEN_PATIENCE_NANOS);
    } catch (SourceException e) {
      throw named(e);
    }
    reopened = true;
    return fresh;
  }

  @Override
  public boolean read(Mat into) throws SourceException, InterruptedException {
    VideoDecoder current = decoder;
    PictureConverter pictures = converter;
    if (current == null || pictures == null) {
      throw new IllegalStateException("not open");
    }
    if (!pending) {
      current = advance(current);
      pending = true;
    }
    if (!current.endless() || current.bursty()) {
      long due = Math.round(roundStart + time - roundTime);
      long wait = due - clock.nanoTime();
      if (wait > NAP_NANOS) {
        clock.sleep(NAP_NANOS);
        return false;
      }
      if (wait < -HOPELESS_NANOS) {
        roundStart -= wait;
      }
      clock.sleepUntil(due);
    }
    pending = false;
    pictures.convert(current.frame(), current.quarterTurns(), into);
    return true;
  }

  /** Decodes the next picture, of the next round where this one is over. */
  private VideoDecoder advance(VideoDecoder current) throws SourceException {
    VideoDecoder playing = current;
    try {
      while (!playing.next(anyPicture ? READ_PATIENCE_NANOS : OPEN_PATIENCE_NANOS)) {
        playing = nextRound(playing);
      }
    } catch (SourceException e) {
      throw named(e);
    }
    double next = playing.timeNanos();
    if (roundPictures == 0) {
      time = Double.isNaN(next) ? 0 : next;
      roundTime = time;
      if (Double.isNaN(roundStart)) {
        roundStart = clock.nanoTime();
      }
    } else {
      boolean plausible = next >= time && next - time < BROKEN_NANOS;
      time = plausible ? next : time + duration;
    }
    duration = playing.durationNanos();
    roundPictures++;
    anyPicture = true;
    return playing;
  }

  private VideoDecoder nextRound(VideoDecoder ended) throws SourceException {
    if (ended.endless()) {
      throw new SourceException("the stream has ended");
    }
    if (file != null && !Files.exists(file)) {
      throw new SourceException("the file is not there any more");
    }
    if (roundPictures == 0 && reopened) {
      throw new SourceException("it holds no picture that can be decoded");
    }
    boolean broken = roundPictures == 0;
    if (!broken) {
      // The first picture of the next round is due when the last one's time is up.
      roundStart += time + duration - roundTime;
    }
    roundPictures = 0;
    boolean same = edition == null || edition.equals(edition());
    if (same && !broken && ended.rewind()) {
      reopened = false;
      return ended;
    }
    lostBefore += ended.lost();
    ended.close();
    return connect();
  }

  /** Changes when somebody replaces the file. */
  private @Nullable Object edition() {
    if (file == null) {
      return null;
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + "/" + attributes.fileKey();
    } catch (IOException e) {
      return null; // opening the file says what is wrong with it
    }
  }

  private SourceException named(SourceException e) {
    String message = e.getMessage();
    return message != null && message.startsWith(name + ": ")
        ? e
        : new SourceException(name + ": " + message, e);
  }

  @Override
  public long lost() {
    VideoDecoder current = decoder;
    return lostBefore + (current == null ? 0 : current.lost());
  }

  @Override
  public long openPatience() {
    return OPEN_PATIENCE_NANOS + READ_PATIENCE_NANOS;
  }

  @Override
  public long readPatience() {
    return OPEN_PATIENCE_NANOS + READ_PATIENCE_NANOS;
  }

  @Override
  public void abort() {
    aborted = true;
    VideoDecoder current = decoder;
    if (current != null) {
      current.abort();
    }
  }

  @Override
  public void close() {
    VideoDecoder current = decoder;
    if (current != null) {
      lostBefore += current.lost();
      decoder = null;
      current.close();
    }
    if (converter != null) {
      converter.close();
      converter = null;
    }
  }
}
