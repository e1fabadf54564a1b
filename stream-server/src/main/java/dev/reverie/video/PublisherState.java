package dev.reverie.video;

/**
 * How sending is going.
 *
 * @param url where to, without secrets
 * @param phase what it is doing
 * @param seconds since that began
 * @param encoder FFmpeg's name of the one in use; empty before the first picture
 * @param kilobits per second that it aims at; 0 before the first picture
 * @param width of the video in pixels; 0 before the first picture
 * @param height of the video in pixels; 0 before the first picture
 * @param frames pictures sent so far
 * @param dropped pictures so far that were not: the line was busy, down, or not up yet
 * @param bytes of video sent so far
 * @param connections made so far
 * @param lastError why the last attempt or connection failed, in words; empty if none did
 */
public record PublisherState(
    String url,
    Phase phase,
    double seconds,
    String encoder,
    int kilobits,
    int width,
    int height,
    long frames,
    long dropped,
    long bytes,
    long connections,
    String lastError) {

  /** What a publisher can be doing. */
  public enum Phase {
    /** Waiting for the first picture, or for the server to answer. */
    CONNECTING,
    /** Sending. */
    LIVE,
    /** Waiting before the next attempt. */
    RETRYING,
    /** Closed. */
    STOPPED
  }
}
