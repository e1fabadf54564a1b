package dev.reverie.app;

import dev.reverie.capture.CaptureState;
import dev.reverie.capture.SourceSpec;
import dev.reverie.config.Clock;
import dev.reverie.config.Settings;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.EngineReport;
import dev.reverie.dream.live.Compositor;
import dev.reverie.dream.live.DreamTarget;
import dev.reverie.dream.live.DreamerState;
import dev.reverie.dream.live.governor.Report;
import dev.reverie.dream.live.mood.MoodState;
import dev.reverie.presets.MorphState;
import dev.reverie.presets.Presets;
import dev.reverie.server.HubStats;
import dev.reverie.server.MjpegHub;
import dev.reverie.server.StateReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code /api/state}: what every part does, and what somebody should know about it. */
final class LiveReport implements StateReport {
  /** The share of damped pictures from which people are told. */
  private static final double LIMITING = 0.02;

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Something that is not as it should be.
   *
   * @param code for programs
   * @param message what it is, a sentence
   * @param fix what to do, a sentence
   */
  private record Warning(String code, String message, String fix) {}

  /**
   * What was asked for at start.
   *
   * @param source as it was asked for, without secrets
   */
  record Origin(String source) {

    static Origin of(Settings settings, SourceSpec source) {
      return new Origin(
          // A URL can hold a password, and everybody who watches sees this.
          source instanceof SourceSpec.Url ? source.name() : settings.source());
    }
  }

  private final Future<Pipeline> frames;
  private final LiveDesk desk;
  private final ModelService models;
  private final MjpegHub hub;
  private final Origin origin;
  private final Presets presets;
  private final Clock clock;
  private final long started;

  /**
   * @param frames where they come from; whoever asks before it is there waits for it
   */
  LiveReport(
      Future<Pipeline> frames,
      LiveDesk desk,
      ModelService models,
      MjpegHub hub,
      Origin origin,
      Presets presets,
      Clock clock) {
    this.frames = frames;
    this.desk = desk;
    this.models = models;
    this.hub = hub;
    this.origin = origin;
    this.presets = presets;
    this.clock = clock;
    started = clock.nanoTime();
  }

  /** The way of a frame; waits for it while Reverie starts. */
  Pipeline pipeline() {
    try {
      return frames.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Reverie starts", e);
    }
  }

  /** Since the start. */
  double uptimeSeconds() {
    return (clock.nanoTime() - started) / NANOS;
  }

  @Override
  public Readiness readiness() {
    Pipeline pipeline = pipeline();
    return readiness(pipeline, pipeline.capture().state());
  }

  private static Readiness readiness(Pipeline pipeline, CaptureState source) {
    if (pipeline.compositor().dreamedPictures() == 0) {
      String problem = pipeline.dreamer().state().problem();
      return new Readiness(
          false, problem.isEmpty() ? "the first dreamed picture is on its way" : problem);
    }
    boolean flowing = source.status() == CaptureState.Status.LIVE;
    return new Readiness(flowing, flowing ? "" : "no frames from the source: " + source.reason());
  }

  @Override
  public Object state() {
    Pipeline pipeline = pipeline();
    Compositor compositor = pipeline.compositor();
    CaptureState source = pipeline.capture().state();
    DreamerState dreamer = pipeline.dreamer().state();
    ModelService.Status model = models.status();
    HubStats stats = hub.stats();
    Readiness readiness = readiness(pipeline, source);
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("version", Version.current());
    state.put("uptime_s", rounded(uptimeSeconds()));
    state.put("ready", readiness.ready());
    state.put("reason", readiness.reason());
    state.put("source", source(source));
    state.put("engine", engine(dreamer.engine()));
    state.put("model", model(desk.target(), model));
    state.put(
        "sizes",
        Map.of(
            "output", List.of(compositor.width(), compositor.height()),
            "dream", List.of(dreamer.width(), dreamer.height())));
    state.put(
        "rates",
        Map.of(
            "captured", rounded(source.fps()),
            "dreamed", rounded(dreamer.ticksPerSecond()),
            "steps", rounded(dreamer.stepsPerSecond()),
            "output", rounded(compositor.picturesPerSecond())));
    state.put("step_ms", rounded(dreamer.stepMillis()));
    state.put("latency_ms", stats.latency());
    state.put("viewers", Map.of("count", stats.viewers().size(), "each", stats.viewers()));
    state.put("drops", Map.of("capture", source.dropped(), "viewers", stats.skipped()));
    state.put(
        "totals",
        Map.of(
            "captured", source.frames(),
            "dreamed", dreamer.ticks(),
            "output", compositor.pictures(),
            "encoded", stats.encoded(),
            "bytes", stats.bytes()));
    state.put("governor", governor(dreamer.governor()));
    state.put("mood", mood(dreamer.mood()));
    state.put("morph", morph(presets.morph()));
    state.put(
        "flash",
        Map.of("limiting", compositor.damped() > LIMITING, "share", rounded(compositor.damped())));
    state.put("warnings", warnings(source, dreamer, model));
    return state;
  }

  private Map<String, @Nullable Object> source(CaptureState source) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("spec", origin.source());
    map.put("kind", source.kind());
    map.put("name", source.name());
    map.put("state", source.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    map.put("reason", source.reason());
    map.put("width", source.width());
    map.put("height", source.height());
    map.put("fps", rounded(source.fps()));
    map.put("reconnects", source.reconnects());
    map.put("error", source.lastError());
    return map;
  }

  private static Map<String, @Nullable Object> engine(EngineReport engine) {
    EngineChoice choice = engine.choice();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", engine.name());
    map.put("detail", engine.detail());
    map.put("reason", engine.reason());
    map.put("precision", choice == null ? null : choice.precision().label());
    map.put("threads", choice == null ? null : choice.threads());
    map.put(
        "measured",
        engine.timings().stream()
            .map(
                timing ->
                    Map.of(
                        "engine", timing.choice().engine(),
                        "precision", timing.choice().precision().label(),
                        "threads", timing.choice().threads(),
                        "ms", rounded(timing.millis())))
            .toList());
    return map;
  }

  private static Map<String, Object> governor(Report governor) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("level", governor.level());
    map.put("levels", governor.levels());
    map.put("reason", governor.why());
    map.put("size", governor.effort().size());
    map.put("steps", governor.effort().steps());
    map.put("octaves", governor.effort().octaves());
    map.put("tick_ms", rounded(governor.tickMillis()));
    map.put("headroom", rounded(governor.headroom()));
    map.put("changes", governor.changes());
    return map;
  }

  private static Map<String, @Nullable Object> mood(MoodState mood) {
    boolean touring = !mood.touring().isEmpty();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("motion", rounded(mood.motionPercent()));
    map.put("moving", mood.moving());
    map.put("layer", touring ? mood.touring() : null);
    map.put("next_s", touring ? rounded(mood.secondsLeft()) : null);
    map.put("attract", rounded(mood.attract()));
    return map;
  }

  private static @Nullable Map<String, Object> morph(@Nullable MorphState morph) {
    return morph == null
        ? null
        : Map.of("preset", morph.preset(), "left_s", rounded(morph.leftSeconds()));
  }

  private static Map<String, @Nullable Object> model(
      DreamTarget target, ModelService.Status wanted) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", target.model().name());
    map.put("kind", LiveModels.kind(target.model()));
    map.put("layer", target.layer());
    map.put("wanted", wanted.model());
    map.put("state", wanted.stage().name().toLowerCase(Locale.ROOT));
    map.put("message", wanted.message());
    map.put("progress", rounded(wanted.progress()));
    return map;
  }

  private List<Warning> warnings(
      CaptureState source, DreamerState dreamer, ModelService.Status model) {
    List<Warning> warnings = new ArrayList<>();
    if (source.status() == CaptureState.Status.NO_SIGNAL) {
      warnings.add(
          new Warning(
              "no-signal",
              "No picture. " + source.reason(),
              "Check the cable, the address or the file; Reverie keeps trying."));
    }
    if (!dreamer.problem().isEmpty()) {
      warnings.add(
          new Warning(
              "not-dreaming",
              "The dream has stopped: " + dreamer.problem(),
              "Try a smaller size or another layer; Reverie keeps trying."));
    }
    for (String trouble : dreamer.engine().warnings()) {
      warnings.add(
          new Warning(
              "engine-failed",
              "An engine does not work: " + trouble,
              dreamer.engine().name()
                  + " dreams instead; ./reverie doctor says what this machine lacks."));
    }
    if (model.stage() == ModelService.Stage.FAILED) {
      warnings.add(
          new Warning(
              "model-failed",
              "Model " + model.model() + " is not to be had: " + model.message(),
              "Until then the model in use dreams on; choose "
                  + model.model()
                  + " again to retry."));
    }
    if (!presets.note().isEmpty()) {
      warnings.add(
          new Warning(
              "presets-file",
              presets.note(),
              "Repair the file and import it, or save the presets anew."));
    }
    if (!presets.problem().isEmpty()) {
      warnings.add(
          new Warning(
              "preset-incomplete",
              "The last preset was not reached in full: " + presets.problem(),
              "Recall it again, or another one."));
    }
    return warnings;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
