package dev.reverie.app;

import dev.reverie.dream.live.Compositor;
import dev.reverie.metrics.Sample;
import dev.reverie.server.MjpegHub;

/** Where the figures for monitoring come from: the parts of a live feed. */
final class LiveSamples {
  private final LiveReport report;
  private final MjpegHub hub;

  LiveSamples(LiveReport report, MjpegHub hub) {
    this.report = report;
    this.hub = hub;
  }

  /** How everything stands; whoever asks before the feed has started waits for it. */
  Sample now() {
    Pipeline pipeline = report.pipeline();
    Compositor compositor = pipeline.compositor();
    return new Sample(
        Version.current(),
        report.uptimeSeconds(),
        report.readiness().ready(),
        pipeline.capture().state(),
        pipeline.dreamer().state(),
        pipeline.dreamer().steps(),
        new Sample.Composition(compositor.pictures(), compositor.damped()),
        hub.stats(),
        hub.maxViewers());
  }
}
