package dev.reverie.app;

import dev.reverie.measure.Drift;
import dev.reverie.measure.Flicker;
import dev.reverie.measure.Pace;
import dev.reverie.server.HubStats;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement of the live feed found.
 *
 * @param source as it was asked for, without secrets
 * @param seconds that were measured
 * @param busy other processes that kept a core busy meanwhile
 * @param output pictures, as they left
 * @param viewer pictures, as one viewer had them
 * @param dream what was dreamed, and by what
 * @param latencyMs from the capture of a frame to the bytes of its JPEG, over the measured seconds
 * @param levels null if no picture was looked at
 * @param process what all of that took of the machine
 * @param flicker null if nothing was recorded
 * @param state what {@code /api/state} said at the end of the measured seconds
 */
record LiveFigures(
    String source,
    double seconds,
    int busy,
    Output output,
    Viewer viewer,
    Dream dream,
    HubStats.Latency latencyMs,
    @Nullable Drift levels,
    Use process,
    @Nullable Flicker flicker,
    Object state) {

  /** The same with what was compared later. */
  LiveFigures with(@Nullable Flicker compared) {
    return new LiveFigures(
        source, seconds, busy, output, viewer, dream, latencyMs, levels, process, compared, state);
  }

  /**
   * The pictures that left.
   *
   * @param encoded how many JPEGs were made of them: as many, if nothing was left out
   */
  record Output(int width, int height, Pace pace, long encoded) {}

  /** What arrived; {@code mbPerSecond} in 10^6 bytes. */
  record Viewer(Pace pace, double mbPerSecond) {}

  /**
   * The dream.
   *
   * @param precision null if the engine does not say
   * @param threads null if the engine does not say
   * @param stepMs duration of the last step, in milliseconds
   * @param sizes the sizes that were dreamed at, and the share of the time at each
   */
  record Dream(
      String model,
      String layer,
      String engine,
      @Nullable String precision,
      @Nullable Integer threads,
      double ticksPerSecond,
      double stepsPerSecond,
      double stepMs,
      Map<String, Double> sizes) {}

  /**
   * What the process took, this measurement's own viewer included.
   *
   * @param cpuPerSecond processor seconds in a second, of {@code cores}
   * @param viewerCpuPerSecond the viewer's part of that
   * @param residentMbStart memory held, in 10^6 bytes, when the measured seconds began; null where
   *     the system does not say
   * @param residentMbEnd the same when they ended
   * @param residentMbPeak the most since the program started
   * @param heapMbPerSecond allocated on the Java heap, by the threads that were alive at the end
   */
  record Use(
      double cpuPerSecond,
      double viewerCpuPerSecond,
      int cores,
      @Nullable Double residentMbStart,
      @Nullable Double residentMbEnd,
      @Nullable Double residentMbPeak,
      double heapMbPerSecond) {}
}
