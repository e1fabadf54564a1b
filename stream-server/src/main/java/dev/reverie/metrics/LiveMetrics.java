package dev.reverie.metrics;

import dev.reverie.capture.CaptureState;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.EngineReport;
import dev.reverie.dream.live.DreamerState;
import dev.reverie.dream.live.TickObserver;
import dev.reverie.server.HubStats;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reverie in Prometheus' words. The names, listed in docs/monitoring.md, are a promise: dashboards
 * and alarms are built on them. Belongs to one live feed. Thread-safe; what is observed on the way
 * of a picture takes no lock.
 */
public final class LiveMetrics implements TickObserver {

  /** Around the 10 to 100 ms that a step takes on CPUs; seconds on small machines. */
  private static final double[] STEP_BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5
  };

  /** In periods of 30 pictures a second and parts of them: one is 33 ms. */
  private static final double[] LATENCY_BOUNDS = {
    0.0025, 0.005, 0.01, 0.015, 0.02, 0.033, 0.05, 0.067, 0.1, 0.15, 0.25, 0.5, 1, 2.5
  };

  private static final List<String> STATUSES =
      Arrays.stream(CaptureState.Status.values()).map(LiveMetrics::word).toList();

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Histogram steps =
      histogram(
          "reverie_step_seconds",
          "Time of a gradient step: a tick's time shared among its steps.",
          STEP_BOUNDS);

  private final Histogram latency =
      histogram(
          "reverie_capture_to_jpeg_seconds",
          "Time from a frame's capture until the JPEG for streams that shows it was ready.",
          LATENCY_BOUNDS);

  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  private static Histogram histogram(String name, String help, double... bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .build();
  }

  @Override
  public void ticked(int count, long nanos) {
    double each = nanos / NANOS / count;
    for (int i = 0; i < count; i++) {
      steps.observe(each);
    }
  }

  /**
   * A JPEG for streams is ready.
   *
   * @param nanos since its frame was captured
   */
  public void encoded(long nanos) {
    latency.observe(nanos / NANOS);
  }

  /** Everything as text, format 0.0.4, in UTF-8. */
  public byte[] text(Sample now) {
    Families families = new Families();
    addProgram(families, now);
    addFrames(families, now);
    addSource(families, now.source());
    addDream(families, now.dreamer());
    families.gauge(
        "reverie_flash_damped_ratio",
        "Share of the pictures of the last seconds that the flash limiter had to damp.",
        now.composition().damped());
    addViewers(families, now.hub(), now.maxViewers());
    MemoryUse.addTo(families);
    families.add(steps.collect()).add(latency.collect());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, families.collected(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return out.toByteArray();
  }

  private static void addProgram(Families families, Sample now) {
    EngineReport engine = now.dreamer().engine();
    EngineChoice choice = engine.choice();
    families
        .info(
            "reverie_build",
            "Version, and what computes; empty before the first tick.",
            Labels.of(
                "version",
                now.version(),
                "engine",
                engine.name(),
                "precision",
                choice == null ? "" : choice.precision().label()))
        .gauge("reverie_uptime_seconds", "Time since the start.", now.uptimeSeconds())
        .gauge(
            "reverie_ready",
            "1 while frames flow and the dream is out, as /readyz says; else 0.",
            flag(now.ready()));
  }

  private static void addFrames(Families families, Sample now) {
    HubStats hub = now.hub();
    families
        .counter("reverie_frames_captured", "Frames that the source gave.", now.source().frames())
        .counter("reverie_frames_dreamed", "Ticks: residuals dreamed.", now.dreamer().ticks())
        .counter(
            "reverie_frames_composed",
            "Pictures put together, of frame and dream.",
            now.composition().pictures())
        .counter(
            "reverie_frames_encoded",
            "JPEGs made for streams; one serves all who watch the same size and quality.",
            hub.encoded())
        .counter(
            "reverie_stills_encoded",
            "JPEGs made on demand: snapshots, and first pictures of viewers.",
            hub.stills())
        .counter("reverie_frames_sent", "Pictures sent to viewers, repeats included.", hub.sent())
        .counters(
            "reverie_frames_dropped",
            "Frames lost: capture, because they could not be decoded; viewer, because a viewer read"
                + " too slowly.",
            "reason",
            Map.of("capture", now.source().dropped(), "viewer", hub.skipped()))
        .counter("reverie_steps", "Gradient steps.", now.steps());
  }

  private static void addSource(Families families, CaptureState source) {
    families
        .state(
            "reverie_source_status",
            "1 for the source's status, 0 for the others.",
            "status",
            STATUSES,
            word(source.status()))
        .counter(
            "reverie_source_reconnects",
            "Attempts to open the source, other than the first.",
            source.reconnects());
  }

  private static void addDream(Families families, DreamerState dreamer) {
    families
        .gauge(
            "reverie_dreaming",
            "0 while something keeps the dream from going on, else 1.",
            flag(dreamer.problem().isEmpty()))
        .gauge(
            "reverie_engine_fallbacks",
            "Engines that do not work, so that the next in line dreams.",
            dreamer.engine().warnings().size())
        .gauge(
            "reverie_governor_level",
            "How far the dream is reduced to keep the rate; 0 is as asked.",
            dreamer.governor().level())
        .counter(
            "reverie_governor_changes",
            "Changes of level that were the governor's own.",
            dreamer.governor().changes());
  }

  private static void addViewers(Families families, HubStats hub, int maxViewers) {
    families
        .gauge("reverie_viewers", "Viewers of the stream now.", hub.viewers().size())
        .gauge("reverie_viewers_limit", "Most viewers at once.", maxViewers)
        .counter("reverie_sent_bytes", "Bytes sent to viewers, without HTTP's own.", hub.bytes());
  }

  private static double flag(boolean set) {
    return set ? 1 : 0;
  }

  private static String word(CaptureState.Status status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
