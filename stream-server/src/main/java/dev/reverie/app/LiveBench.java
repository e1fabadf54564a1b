package dev.reverie.app;

import dev.reverie.capture.CaptureState;
import dev.reverie.capture.SourceSpec;
import dev.reverie.config.Clock;
import dev.reverie.config.Config;
import dev.reverie.config.Controls;
import dev.reverie.dream.ascent.AscentOptions;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.EngineReport;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.live.DreamTarget;
import dev.reverie.dream.live.DreamerState;
import dev.reverie.dream.weights.ModelEntry;
import dev.reverie.dream.weights.ModelFiles;
import dev.reverie.measure.BusyProcesses;
import dev.reverie.measure.FrameByFrame;
import dev.reverie.measure.LevelsLog;
import dev.reverie.measure.Moments;
import dev.reverie.measure.ProcessUse;
import dev.reverie.server.LatencyWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the live feed with one viewer and measures it. First it takes the time, then it records
 * pictures, so that recording costs nothing while time is taken; what was recorded is compared when
 * the feed has ended.
 */
final class LiveBench {
  private static final Logger log = LoggerFactory.getLogger(LiveBench.class);

  /**
   * What to measure.
   *
   * @param seconds how long
   * @param busy other processes that keep a core busy meanwhile
   * @param tour whether to change controls all the time, two a second
   * @param pairs neighbouring pictures to compare; 0 for none
   * @param alone how many of these are also dreamed frame by frame
   * @param stills where to write a few pictures; null for nowhere
   * @param patience seconds to wait for the first dreamed picture
   */
  record Plan(
      int seconds,
      int busy,
      boolean tour,
      int pairs,
      int alone,
      @Nullable Path stills,
      int patience) {}

  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(3);
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int GLANCES_PER_CHANGE = 2;

  /** More than the output can be asked for. */
  private static final int EVENTS_PER_SECOND = 80;

  private final Clock clock;
  private final Config config;
  private final ModelFiles files;
  private final Plan plan;

  LiveBench(Clock clock, Config config, ModelFiles files, Plan plan) {
    this.clock = clock;
    this.config = config;
    this.files = files;
    this.plan = plan;
  }

  /**
   * Measures.
   *
   * @throws IOException if the feed cannot be served; the message is for people
   * @throws CommandFailure if there is nothing to measure
   */
  LiveFigures run() throws IOException, InterruptedException {
    LiveObserver observer = new LiveObserver(clock);
    try (LiveRecording recording = new LiveRecording(plan)) {
      LiveFigures figures;
      FrameByFrame.Subject subject;
      EngineReport engine;
      try (Live live = Live.start(config, files, clock, observer)) {
        awaitDream(live);
        try (BusyProcesses neighbours = new BusyProcesses(plan.busy());
            BenchViewer viewer = new BenchViewer(live.url(), clock)) {
          clock.sleep(WARM_UP);
          figures = take(live.parts(), viewer, observer, neighbours.handles().size());
          recording.run(observer, figures.output(), clock);
          viewer.check();
        }
        subject = subject(live.parts());
        engine = live.parts().pipeline().dreamer().state().engine();
      }
      recording.writeStills();
      return figures.with(recording.flicker(engine, subject, config, files.cache(), clock));
    }
  }

  private void awaitDream(Live live) throws InterruptedException {
    if (!live.awaitFirstDream(plan.patience())) {
      String source = live.sourceProblem();
      String dreamer = live.parts().pipeline().dreamer().state().problem();
      throw new CommandFailure(
          "there was no dreamed picture within %d s: %s"
              .formatted(
                  plan.patience(),
                  !source.isEmpty() ? source : dreamer.isEmpty() ? "too slow" : dreamer));
    }
    ModelService.Status model = live.parts().models().status();
    if (model.stage() != ModelService.Stage.READY) {
      throw new CommandFailure(
          "model %s cannot be had: %s".formatted(model.model(), model.message()));
    }
  }

  private LiveFigures take(Live.Parts parts, BenchViewer viewer, LiveObserver observer, int busy)
      throws InterruptedException {
    int capacity = (plan.seconds() + 2) * EVENTS_PER_SECOND;
    Moments left = new Moments(capacity);
    Moments arrived = new Moments(capacity);
    LatencyWindow latency = new LatencyWindow(capacity);
    try (LevelsLog levels = new LevelsLog(GLANCE)) {
      viewer.note(arrived);
      observer.time(new LiveObserver.Timing(left, latency, levels));
      Counts before = Counts.of(parts, viewer);
      long from = clock.nanoTime();
      Map<String, Double> sizes =
          watch(parts, viewer, from + TimeUnit.SECONDS.toNanos(plan.seconds()));
      long to = clock.nanoTime();
      Counts after = Counts.of(parts, viewer);
      double seconds = (to - from) / NANOS;
      return new LiveFigures(
          LiveReport.Origin.of(config.settings(), SourceSpec.parse(config.settings().source()))
              .source(),
          seconds,
          busy,
          new LiveFigures.Output(
              parts.pipeline().compositor().width(),
              parts.pipeline().compositor().height(),
              left.pace(from, to),
              after.encoded() - before.encoded()),
          new LiveFigures.Viewer(
              arrived.pace(from, to), (after.bytes() - before.bytes()) / MEGA / seconds),
          dream(parts, before, after, seconds, sizes),
          latency.percentiles(),
          levels.drift(),
          use(before, after, seconds),
          null,
          parts.report().state());
    } finally {
      observer.rest();
    }
  }

  /** Waits until {@code end}; says what share of the time the dream had which size. */
  private Map<String, Double> watch(Live.Parts parts, BenchViewer viewer, long end)
      throws InterruptedException {
    Map<String, Double> sizes = new TreeMap<>();
    ControlTour tour = plan.tour() ? tour(parts) : null;
    int glances = 0;
    for (long next = clock.nanoTime(); next < end; next += GLANCE) {
      DreamerState state = parts.pipeline().dreamer().state();
      sizes.merge(state.width() + "x" + state.height(), 1.0, Double::sum);
      glances++;
      if (tour != null && glances % GLANCES_PER_CHANGE == 0) {
        tour.step();
      }
      viewer.check();
      requireSignal(parts);
      clock.sleepUntil(Math.min(end, next + GLANCE));
    }
    if (tour != null && tour.made() < tour.length()) {
      log.warn(
          "only {} of {} changes were made; measure for at least {} s",
          tour.made(),
          tour.length(),
          GLANCE * GLANCES_PER_CHANGE * tour.length() / TimeUnit.SECONDS.toNanos(1) + 1);
    }
    double all = glances;
    sizes.replaceAll((size, count) -> count / all);
    return sizes;
  }

  private ControlTour tour(Live.Parts parts) {
    return new ControlTour(
        parts.desk(),
        parts.models()::isHere,
        files.catalogue().entries().stream().map(ModelEntry::name).toList());
  }

  /** Figures of the picture that says that there is none would be worth nothing. */
  private static void requireSignal(Live.Parts parts) {
    CaptureState source = parts.pipeline().capture().state();
    if (source.status() == CaptureState.Status.NO_SIGNAL) {
      throw new CommandFailure("the source was lost while it was measured: " + source.reason());
    }
  }

  private static LiveFigures.Dream dream(
      Live.Parts parts, Counts before, Counts after, double seconds, Map<String, Double> sizes) {
    DreamTarget target = parts.desk().target();
    DreamerState state = parts.pipeline().dreamer().state();
    EngineChoice choice = state.engine().choice();
    return new LiveFigures.Dream(
        target.model().name(),
        target.layer(),
        state.engine().name(),
        choice == null ? null : choice.precision().label(),
        choice == null ? null : choice.threads(),
        (after.ticks() - before.ticks()) / seconds,
        (after.steps() - before.steps()) / seconds,
        state.stepMillis(),
        sizes);
  }

  private static LiveFigures.Use use(Counts before, Counts after, double seconds) {
    return new LiveFigures.Use(
        (after.process().cpuSeconds() - before.process().cpuSeconds()) / seconds,
        (after.viewerCpu() - before.viewerCpu()) / seconds,
        Runtime.getRuntime().availableProcessors(),
        before.process().residentMb(),
        after.process().residentMb(),
        after.process().peakMb(),
        Math.max(0, after.process().allocatedMb() - before.process().allocatedMb()) / seconds);
  }

  /** What the feed dreams, as somebody without a memory would dream it. */
  private static FrameByFrame.Subject subject(Live.Parts parts) {
    DreamTarget target = parts.desk().target();
    Controls controls = target.controls();
    DreamerState state = parts.pipeline().dreamer().state();
    return new FrameByFrame.Subject(
        target.model(),
        target.layer(),
        DreamCommand.objective(target.model(), target.layer(), controls),
        Precision.wanted(controls.precision()),
        new PictureSize(state.width(), state.height()),
        AscentOptions.of(controls));
  }

  /** Everything that is counted since the start. */
  private record Counts(
      long ticks, long steps, long encoded, long bytes, double viewerCpu, ProcessUse process) {

    static Counts of(Live.Parts parts, BenchViewer viewer) {
      return new Counts(
          parts.pipeline().dreamer().state().ticks(),
          parts.pipeline().dreamer().steps(),
          parts.hub().stats().encoded(),
          viewer.bytes(),
          viewer.cpuSeconds(),
          ProcessUse.now());
    }
  }
}
