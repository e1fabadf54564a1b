package dev.reverie.metrics;

import dev.reverie.capture.CaptureState;
import dev.reverie.dream.live.DreamerState;
import dev.reverie.server.HubStats;

/**
 * How everything stands, at the moment of a scrape.
 *
 * @param version of the program
 * @param uptimeSeconds since the start
 * @param ready whether frames flow and the dream is out
 * @param source how the source does
 * @param dreamer how the dreamer does
 * @param steps gradient steps so far
 * @param composition what the compositor did
 * @param hub what the hub did
 * @param maxViewers most viewers at once
 */
public record Sample(
    String version,
    double uptimeSeconds,
    boolean ready,
    CaptureState source,
    DreamerState dreamer,
    long steps,
    Composition composition,
    HubStats hub,
    int maxViewers) {

  /**
   * What the compositor did.
   *
   * @param pictures so far
   * @param damped share of the pictures of the last seconds that the flash limiter had to damp, 0
   *     to 1
   */
  public record Composition(long pictures, double damped) {}
}
