package dev.reverie.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.reverie.capture.CaptureState;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.EngineReport;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.live.DreamerState;
import dev.reverie.dream.live.governor.Effort;
import dev.reverie.dream.live.governor.Report;
import dev.reverie.dream.live.mood.MoodState;
import dev.reverie.server.HubStats;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;

class LiveMetricsTest {
  private final LiveMetrics metrics = new LiveMetrics();

  private static CaptureState source(CaptureState.Status status) {
    return new CaptureState("camera", "a \"name\"", status, "why", 640, 480, 30, 901, 7, 3, "");
  }

  private static DreamerState dreamer(EngineReport engine, String problem) {
    Effort effort = new Effort(256, 1, 2, false);
    Report governor = new Report(4, 9, effort, effort, 1, "why", 30, 30, 12, 0.5, 11);
    return new DreamerState(engine, 120, 12, 24, 40, 256, 144, MoodState.NONE, governor, problem);
  }

  private static Sample sample(CaptureState source, DreamerState dreamer) {
    HubStats.ViewerStats viewer = new HubStats.ViewerStats(1, 640, 480, 85, 30, 500, 20, 9000, 17);
    HubStats hub =
        new HubStats(
            899,
            450,
            2,
            1500,
            60,
            123_456_789_012L,
            30,
            new HubStats.Latency(1, 2, 3),
            List.of(viewer, viewer));
    return new Sample(
        "1.2.3", 61.5, true, source, dreamer, 240, new Sample.Composition(900, 0.25), hub, 64);
  }

  private static Sample usual() {
    EngineReport engine =
        new EngineReport(
            "onednn",
            "",
            new EngineChoice("onednn", Precision.BFLOAT16, 2),
            "",
            List.of(),
            List.of("one: is broken", "two: is broken"));
    return sample(source(CaptureState.Status.LIVE), dreamer(engine, ""));
  }

  private String text(Sample sample) {
    return new String(metrics.text(sample), StandardCharsets.UTF_8);
  }

  @Test
  void everyFigureIsTheSamplesOwn() {
    assertThat(Exposition.samples(text(usual())))
        .containsEntry("reverie_frames_captured_total", 901.0)
        .containsEntry("reverie_frames_dreamed_total", 120.0)
        .containsEntry("reverie_steps_total", 240.0)
        .containsEntry("reverie_frames_composed_total", 900.0)
        .containsEntry("reverie_frames_encoded_total", 450.0)
        .containsEntry("reverie_stills_encoded_total", 2.0)
        .containsEntry("reverie_frames_sent_total", 1500.0)
        .containsEntry("reverie_frames_dropped_total{reason=\"capture\"}", 7.0)
        .containsEntry("reverie_frames_dropped_total{reason=\"viewer\"}", 60.0)
        .containsEntry("reverie_sent_bytes_total", 123_456_789_012.0)
        .containsEntry("reverie_viewers", 2.0)
        .containsEntry("reverie_viewers_limit", 64.0)
        .containsEntry("reverie_source_reconnects_total", 3.0)
        .containsEntry("reverie_engine_fallbacks", 2.0)
        .containsEntry("reverie_governor_level", 4.0)
        .containsEntry("reverie_governor_changes_total", 11.0)
        .containsEntry("reverie_flash_damped_ratio", 0.25)
        .containsEntry("reverie_uptime_seconds", 61.5)
        .containsEntry("reverie_ready", 1.0)
        .containsEntry("reverie_dreaming", 1.0)
        .containsEntry(
            "reverie_build_info{engine=\"onednn\",precision=\"bfloat16\",version=\"1.2.3\"}", 1.0);
  }

  @Test
  void theSourcesStatusIsOneOfThree() {
    for (CaptureState.Status status : CaptureState.Status.values()) {
      Map<String, Double> samples =
          Exposition.samples(text(sample(source(status), dreamer(EngineReport.NONE, ""))));
      assertThat(
              Exposition.value(samples, "reverie_source_status{status=\"connecting\"}")
                  + Exposition.value(samples, "reverie_source_status{status=\"live\"}")
                  + Exposition.value(samples, "reverie_source_status{status=\"no-signal\"}"))
          .isEqualTo(1);
      assertThat(samples)
          .containsEntry(
              "reverie_source_status{status=\"no-signal\"}",
              status == CaptureState.Status.NO_SIGNAL ? 1.0 : 0.0);
    }
  }

  @Test
  void beforeTheFirstTickNothingIsKnownOfTheEngine() {
    Map<String, Double> samples =
        Exposition.samples(
            text(sample(source(CaptureState.Status.LIVE), dreamer(EngineReport.NONE, "broken"))));
    assertThat(samples)
        .containsEntry("reverie_build_info{engine=\"\",precision=\"\",version=\"1.2.3\"}", 1.0)
        .containsEntry("reverie_dreaming", 0.0)
        .containsEntry("reverie_step_seconds_count", 0.0)
        .containsEntry("reverie_capture_to_jpeg_seconds_count", 0.0);
  }

  @Test
  void aTickCountsAsAsManyStepsAsItTookAndTheirSumIsItsTime() {
    metrics.ticked(4, 100_000_000);
    metrics.ticked(1, 700_000_000);
    Map<String, Double> samples = Exposition.samples(text(usual()));
    assertThat(samples)
        .containsEntry("reverie_step_seconds_count", 5.0)
        .containsEntry("reverie_step_seconds_bucket{le=\"0.02\"}", 0.0)
        .containsEntry("reverie_step_seconds_bucket{le=\"0.03\"}", 4.0)
        .containsEntry("reverie_step_seconds_bucket{le=\"0.5\"}", 4.0)
        .containsEntry("reverie_step_seconds_bucket{le=\"1.0\"}", 5.0);
    assertThat(samples.get("reverie_step_seconds_sum")).isCloseTo(0.8, offset(1e-9));
  }

  @Test
  void latenciesFallIntoTheBucketsThatCountingByHandSays() {
    Random random = new Random(5);
    long[] nanos = random.longs(500, 100_000, 4_000_000_000L).toArray();
    for (long each : nanos) {
      metrics.encoded(each);
    }
    Map<String, Double> samples = Exposition.samples(text(usual()));
    int buckets = 0;
    double sum = 0;
    for (long each : nanos) {
      sum += each / 1e9;
    }
    for (Map.Entry<String, Double> sample : samples.entrySet()) {
      if (sample.getKey().startsWith("reverie_capture_to_jpeg_seconds_bucket")) {
        String bound = sample.getKey().replaceAll(".*le=\"|\".*", "");
        double limit = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
        long expected = Arrays.stream(nanos).filter(each -> each / 1e9 <= limit).count();
        assertThat(sample.getValue()).as(sample.getKey()).isEqualTo((double) expected);
        buckets++;
      }
    }
    assertThat(buckets).isEqualTo(15);
    assertThat(samples.get("reverie_capture_to_jpeg_seconds_sum")).isCloseTo(sum, offset(1e-6));
  }

  @Test
  void nativeMemoryIsSeenToComeAndGo() {
    double before = figure("reverie_memory_native_bytes");
    try (BytePointer taken = new BytePointer(32L << 20)) {
      // Not exactly: what other tests left behind may be collected meanwhile.
      assertThat(figure("reverie_memory_native_bytes") - before)
          .isGreaterThan(taken.capacity() / 2.0);
    }
    assertThat(figure("reverie_memory_native_bytes") - before).isLessThan(16L << 20);
    assertThat(figure("reverie_memory_heap_bytes"))
        .isPositive()
        .isLessThanOrEqualTo(figure("reverie_memory_heap_limit_bytes"));
  }

  private double figure(String name) {
    return Exposition.value(Exposition.samples(text(usual())), name);
  }
}
