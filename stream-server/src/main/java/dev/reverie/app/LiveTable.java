package dev.reverie.app;

import dev.reverie.measure.Drift;
import dev.reverie.measure.Flicker;
import dev.reverie.measure.Levels;
import dev.reverie.measure.Pace;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The figures of the live feed, for people. */
final class LiveTable {
  private static final double PERCENT = 100;

  private LiveTable() {}

  /** Lines of text, each ended. */
  static String of(LiveFigures figures) {
    LiveFigures.Dream dream = figures.dream();
    LiveFigures.Use process = figures.process();
    StringBuilder table = new StringBuilder();
    add(
        table,
        "source",
        "%s, %.0f s, %d busy",
        figures.source(),
        figures.seconds(),
        figures.busy());
    add(
        table,
        "output",
        "%dx%d, %s",
        figures.output().width(),
        figures.output().height(),
        pace(figures.output().pace()));
    add(
        table,
        "viewer",
        "%s, %.2f MB/s",
        pace(figures.viewer().pace()),
        figures.viewer().mbPerSecond());
    add(
        table,
        "latency",
        "capture to JPEG, ms: p50 %.1f, p95 %.1f, p99 %.1f",
        figures.latencyMs().p50(),
        figures.latencyMs().p95(),
        figures.latencyMs().p99());
    add(
        table,
        "dream",
        "%s %s, %.1f ticks/s, %.1f steps/s, %s",
        dream.model(),
        dream.layer(),
        dream.ticksPerSecond(),
        dream.stepsPerSecond(),
        sizes(dream.sizes()));
    add(
        table,
        "engine",
        "%s%s%s, last step %.1f ms",
        dream.engine(),
        dream.precision() == null ? "" : " " + dream.precision(),
        dream.threads() == null ? "" : ", threads: " + dream.threads(),
        dream.stepMs());
    add(
        table,
        "processor",
        "%.2f of %d cores (%.2f of it for the viewer)",
        process.cpuPerSecond(),
        process.cores(),
        process.viewerCpuPerSecond());
    add(
        table,
        "memory",
        "resident %s MB at the start, %s at the end, %s at most; Java heap %.1f MB/s",
        megabytes(process.residentMbStart()),
        megabytes(process.residentMbEnd()),
        megabytes(process.residentMbPeak()),
        process.heapMbPerSecond());
    levels(table, figures.levels());
    flicker(table, figures.flicker());
    return table.toString();
  }

  private static void add(StringBuilder table, String label, String format, Object... values) {
    table.append(String.format(Locale.ROOT, "%-10s ", label));
    table.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static String pace(Pace pace) {
    return String.format(
        Locale.ROOT,
        "%.2f pictures/s, worst second %d (wherever it begins %d), longest gap %.0f ms",
        pace.perSecond(),
        pace.worstSecond(),
        pace.worstAnySecond(),
        pace.longestGapMs());
  }

  private static String sizes(Map<String, Double> sizes) {
    return sizes.entrySet().stream()
        .map(
            size ->
                String.format(
                    Locale.ROOT, "%s (%.0f %%)", size.getKey(), PERCENT * size.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String megabytes(@Nullable Double value) {
    return value == null ? "?" : String.format(Locale.ROOT, "%.0f", value);
  }

  private static String share(@Nullable Double value) {
    return value == null ? "?" : String.format(Locale.ROOT, "%.1f %%", PERCENT * value);
  }

  private static void levels(StringBuilder table, @Nullable Drift drift) {
    if (drift == null) {
      return;
    }
    add(table, "levels", "source %s", levels(drift.source().overall()));
    add(table, "", "output %s", levels(drift.output().overall()));
    add(
        table,
        "drift",
        "beyond the source, last fifth from first: brightness %+.1f, spread %+.1f %%,"
            + " saturation %+.3f, clipped %+.1f %%",
        drift.drift().brightness(),
        PERCENT * drift.drift().spread(),
        drift.drift().saturation(),
        PERCENT * drift.drift().clippedPixels());
  }

  private static String levels(Levels levels) {
    return String.format(
        Locale.ROOT,
        "brightness %.1f, spread %.1f, saturation %.3f, clipped pixels %.1f %%, values %.1f %%",
        levels.brightness(),
        levels.spread(),
        levels.saturation(),
        PERCENT * levels.clippedPixels(),
        PERCENT * levels.clippedValues());
  }

  private static void flicker(StringBuilder table, @Nullable Flicker flicker) {
    if (flicker == null) {
      add(table, "flicker", "not measured");
      return;
    }
    add(
        table,
        "flicker",
        "warping error of %d pairs: source %.3g, output %.3g; %.0f %% of the pixels trusted",
        flicker.pairs(),
        flicker.source(),
        flicker.output(),
        PERCENT * flicker.trusted());
    Flicker.Alone alone = flicker.alone();
    if (alone != null) {
      add(
          table,
          "",
          "of %d of them: source %.3g, output %.3g, frame by frame %.3g; output adds %s of that",
          alone.pairs(),
          alone.source(),
          alone.output(),
          alone.frameByFrame(),
          share(alone.ratio()));
      add(
          table,
          "",
          "frame by frame: %d steps of %.2f on each octave, for a change of %.1f levels (live: %.1f)",
          alone.steps(),
          alone.step(),
          alone.rms(),
          flicker.rms());
    }
  }
}
