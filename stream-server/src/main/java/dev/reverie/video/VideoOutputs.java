package dev.reverie.video;

import dev.reverie.config.Clock;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Where the picture goes as video: to at most one media server, and into at most one recording at a
 * time, begun and ended while the feed runs. Thread-safe; pictures come from one thread, which
 * never waits here for anything but copies. Owns the publisher and the recording.
 */
public final class VideoOutputs implements AutoCloseable {
  private final VideoEncoders encoders;
  private final Supplier<VideoRate> rate;
  private final Path folder;
  private final Supplier<ZonedDateTime> now;
  private final Clock clock;

  /** Serialises beginning and ending; {@link #offer} does without. */
  private final Object changing = new Object();

  private volatile @Nullable Publisher publisher;
  private volatile @Nullable Recording recording;
  private boolean closed;

  /**
   * @param rate asked whenever something begins
   * @param folder for recordings; made when the first begins
   * @param now the time of day, which names recordings
   */
  public VideoOutputs(
      VideoEncoders encoders,
      Supplier<VideoRate> rate,
      Path folder,
      Supplier<ZonedDateTime> now,
      Clock clock) {
    this.encoders = encoders;
    this.rate = rate;
    this.folder = folder;
    this.now = now;
    this.clock = clock;
  }

  /**
   * Hands a picture to whatever is running.
   *
   * @param bgr 8-bit BGR ({@code CV_8UC3}), not empty; stays the caller's
   * @param capturedNanos when its frame was captured, on this object's clock
   */
  public void offer(Mat bgr, long capturedNanos) {
    Publisher sending = publisher;
    if (sending != null) {
      sending.offer(bgr, capturedNanos);
    }
    Recording keeping = recording;
    if (keeping != null) {
      keeping.offer(bgr, capturedNanos);
    }
  }

  /** Sends to {@code destination} from now on, and no longer to another. */
  public void publish(Destination destination) {
    synchronized (changing) {
      stopPublishing();
      if (!closed) {
        publisher = new Publisher(destination, encoders, rate.get(), clock);
      }
    }
  }

  /** Sends no longer; returns within two seconds. */
  public void stopPublishing() {
    synchronized (changing) {
      Publisher sending = publisher;
      publisher = null;
      if (sending != null) {
        sending.close();
      }
    }
  }

  /** How sending is going; empty if nothing is sent. */
  public Optional<PublisherState> publishing() {
    return Optional.ofNullable(publisher).map(Publisher::state);
  }

  /**
   * Begins a recording.
   *
   * @return its state, with its file
   * @throws VideoException if one is running, or none can be, in words
   */
  public RecordingState startRecording(RecordingLimits limits) throws VideoException {
    synchronized (changing) {
      if (closed) {
        throw new VideoException("Reverie is stopping");
      }
      Recording before = recording;
      if (before != null) {
        if (before.state().phase() == RecordingState.Phase.RECORDING) {
          throw new VideoException("a recording is running: stop it first");
        }
        before.close();
      }
      Recording begun = Recording.start(folder, now.get(), limits, encoders, rate.get(), clock);
      recording = begun;
      return begun.state();
    }
  }

  /**
   * Ends the recording, if one is running, and returns when its file is complete.
   *
   * @return how it ended; empty if there never was one
   */
  public Optional<RecordingState> stopRecording() {
    synchronized (changing) {
      Recording running = recording;
      if (running != null) {
        running.close();
      }
      return recording();
    }
  }

  /** How the recording is going, or how the last one ended; empty if there never was one. */
  public Optional<RecordingState> recording() {
    return Optional.ofNullable(recording).map(Recording::state);
  }

  /** Ends all of it and takes nothing more. */
  @Override
  public void close() {
    synchronized (changing) {
      closed = true;
      stopPublishing();
      stopRecording();
    }
  }
}
