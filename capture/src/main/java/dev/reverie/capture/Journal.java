package dev.reverie.capture;

import dev.reverie.config.Clock;
import dev.reverie.config.RateMeter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the books of one capture: what its source did, and how that stands now. Thread-safe. */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Capture.class);

  private final String kind;
  private final Clock clock;
  private final RateMeter rate;

  private String name;
  private String note = "";
  private CaptureState.Status status = CaptureState.Status.CONNECTING;
  private String reason;
  private int width;
  private int height;
  private long frames;
  private long dropped;
  private long droppedBefore;
  private long attempts;
  private String lastError = "";
  private long quietSince;

  Journal(SourceSpec spec, Clock clock) {
    this.kind = spec.kind();
    this.name = spec.name();
    this.clock = clock;
    this.rate = new RateMeter(clock);
    this.reason = "opening " + spec.name();
    this.quietSince = clock.nanoTime();
  }

  /** An attempt to open the source begins. */
  synchronized void attempt() {
    attempts++;
    droppedBefore = dropped;
  }

  /** The attempt has succeeded. */
  synchronized void opened(SourceFormat format) {
    name = format.name();
    note = format.note() == null ? "" : format.note();
  }

  /**
   * A frame is published.
   *
   * @param lost frames lost since this attempt began
   */
  synchronized void frame(int frameWidth, int frameHeight, long lost) {
    if (status != CaptureState.Status.LIVE) {
      LOG.info(
          "{} is live: {}x{}{}", name, frameWidth, frameHeight, note.isEmpty() ? "" : ", " + note);
      rate.restart();
    }
    status = CaptureState.Status.LIVE;
    reason = note;
    width = frameWidth;
    height = frameHeight;
    frames++;
    dropped = droppedBefore + lost;
    quietSince = clock.nanoTime();
    rate.mark();
  }

  /** The source has failed. */
  synchronized void failed(String why) {
    // Told once, not at every attempt.
    if (!why.equals(reason)) {
      LOG.warn("no signal: {}", why);
    }
    status = CaptureState.Status.NO_SIGNAL;
    reason = why;
    lastError = why;
  }

  /** How long there has been no frame, in nanoseconds; 0 while the source is live. */
  synchronized long quietNanos() {
    return status == CaptureState.Status.LIVE ? 0 : clock.nanoTime() - quietSince;
  }

  synchronized CaptureState state() {
    boolean live = status == CaptureState.Status.LIVE;
    return new CaptureState(
        kind,
        name,
        status,
        reason,
        width,
        height,
        live ? rate.perSecond() : 0,
        frames,
        dropped,
        Math.max(0, attempts - 1),
        lastError);
  }

  @Override
  public String toString() {
    CaptureState now = state();
    return now.name() + " " + now.status().toString().toLowerCase(Locale.ROOT);
  }
}
