package dev.reverie.server;

import java.util.List;

/**
 * What the hub has done since it started.
 *
 * @param published pictures it was given
 * @param encoded JPEGs made for streams; one serves every viewer who asked for the same
 * @param stills JPEGs made on demand: snapshots and first pictures
 * @param sent parts that went out, repeats included
 * @param skipped parts that were overwritten by newer ones before their viewer could take them
 * @param bytes sent to viewers, without HTTP's own
 * @param outputFps pictures published per second, lately
 * @param latency from capture to JPEG, over the last 512 encodes
 * @param viewers who is watching, oldest first
 */
public record HubStats(
    long published,
    long encoded,
    long stills,
    long sent,
    long skipped,
    long bytes,
    double outputFps,
    Latency latency,
    List<ViewerStats> viewers) {

  /** Percentiles in milliseconds; zeros before the first sample. */
  public record Latency(double p50, double p95, double p99) {}

  /**
   * One viewer.
   *
   * @param id counts up from 1 over the hub's life
   * @param width and {@code height}: of the picture last sent, 0 before the first
   * @param quality of the picture last sent
   * @param fps parts sent per second, lately
   * @param sent parts, repeats included
   * @param skipped parts overwritten by newer ones before this viewer could take them
   * @param bytes sent
   * @param seconds since it joined
   */
  public record ViewerStats(
      long id,
      int width,
      int height,
      int quality,
      double fps,
      long sent,
      long skipped,
      long bytes,
      double seconds) {}
}
