package dev.reverie.capture;

/**
 * How the source is doing, at one moment.
 *
 * @param kind {@code camera}, {@code demo}, {@code file}, {@code folder}, {@code url} or {@code
 *     auto}
 * @param name what people call it, without secrets
 * @param status whether frames flow
 * @param reason why it stands as it does, for people, or empty
 * @param width of the published frames in pixels; 0 before the first one
 * @param height likewise
 * @param fps frames published a second, measured over the last two seconds; 0 without signal
 * @param frames frames of the source published since the start
 * @param dropped frames lost since the start because they could not be decoded
 * @param reconnects attempts to open the source since the start, other than the first
 * @param lastError the newest failure, or empty; stays when the source has recovered
 */
public record CaptureState(
    String kind,
    String name,
    Status status,
    String reason,
    int width,
    int height,
    double fps,
    long frames,
    long dropped,
    long reconnects,
    String lastError) {

  /** Whether frames flow. */
  public enum Status {
    /** The first attempt to open the source is under way. */
    CONNECTING,
    /** Frames of the source flow. */
    LIVE,
    /** The source has failed or is silent; it is tried again and again. */
    NO_SIGNAL
  }
}
