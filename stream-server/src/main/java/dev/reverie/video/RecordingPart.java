package dev.reverie.video;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One file of a recording: a fragmented MP4, which plays up to its last whole fragment whatever
 * happens. One thread. Owns its encoder and its file.
 */
final class RecordingPart implements AutoCloseable {
  /** Players seek to key frames. */
  private static final long KEY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A fragment's length; what is lost is at most this, a picture and the sync after it. */
  private static final String FRAGMENT_MICROS = "500000";

  private static final Muxer.Form FORM =
      new Muxer.Form(
          "mp4",
          Map.of(),
          Map.of(
              "movflags",
              "frag_keyframe+empty_moov+default_base_moof",
              "frag_duration",
              FRAGMENT_MICROS));

  /** Disks are cheaper than lines, and what is kept will be cut and encoded again. */
  private static final double GENEROSITY = 2;

  private final H264Encoder encoder;
  private final Muxer muxer;
  private final DiskSync sync;
  private final FrameTimes times = new FrameTimes();
  private long lastKey = -KEY_NANOS;
  private long bytes;

  private RecordingPart(H264Encoder encoder, Muxer muxer, DiskSync sync) {
    this.encoder = encoder;
    this.muxer = muxer;
    this.sync = sync;
  }

  /**
   * @param file exists and is empty
   * @param first has the size of all
   */
  static RecordingPart open(Path file, Mat first, VideoEncoders encoders, VideoRate rate)
      throws VideoException {
    int width = first.cols() & ~1;
    int height = first.rows() & ~1;
    H264Encoder encoder =
        encoders.open(width, height, rate.fps(), rate.bits(width, height, GENEROSITY));
    Muxer muxer = null;
    DiskSync sync = null;
    try {
      muxer = Muxer.open("file:" + file, FORM, encoder, rate.fps(), null);
      sync = new DiskSync(file);
      return new RecordingPart(encoder, muxer, sync);
    } finally {
      if (sync == null) {
        if (muxer != null) {
          muxer.close();
        }
        encoder.close();
      }
    }
  }

  /** FFmpeg's name of the encoder. */
  String encoder() {
    return encoder.name();
  }

  /** Bits per second that it aims at. */
  long bits() {
    return encoder.bits();
  }

  /** Whether a picture can go into this file. */
  boolean fits(Mat picture) {
    return encoder.fits(picture);
  }

  /** Adds a picture, 8-bit BGR, that {@link #fits}. */
  void add(Mat bgr, FrameMailbox.Times taken) throws VideoException {
    sync.check();
    long time = times.next(taken);
    boolean key = time - lastKey >= KEY_NANOS;
    lastKey = key ? time : lastKey;
    encoder.send(bgr, time, key);
    write();
  }

  /** Puts everything so far on the disk, for when no picture comes for a while. */
  void flush() throws VideoException {
    muxer.flush();
    synced();
  }

  private void write() throws VideoException {
    for (AVPacket packet = encoder.receive(); packet != null; packet = encoder.receive()) {
      muxer.write(packet, null);
    }
    synced();
  }

  private void synced() {
    long now = muxer.bytes();
    if (now != bytes) {
      bytes = now; // a fragment was finished
      sync.request();
    }
  }

  /** What is in the file. */
  long bytes() {
    return bytes;
  }

  /** Finishes the file: everything is on the disk. */
  void finish() throws VideoException {
    encoder.end();
    write();
    muxer.finish(null);
    bytes = muxer.bytes();
    sync.request();
  }

  /**
   * Gives everything back.
   *
   * @throws VideoException if the disk has not taken it all
   */
  @Override
  public void close() throws VideoException {
    muxer.close();
    encoder.close();
    sync.close();
  }
}
