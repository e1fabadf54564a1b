package dev.reverie.app;

import dev.reverie.capture.SourceSpec;
import dev.reverie.config.Clock;
import dev.reverie.config.Config;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import dev.reverie.dream.engine.EngineChooser;
import dev.reverie.dream.live.ComposedPicture;
import dev.reverie.dream.live.PictureSink;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelDownloader;
import dev.reverie.dream.weights.ModelFiles;
import dev.reverie.metrics.LiveMetrics;
import dev.reverie.presets.PresetFile;
import dev.reverie.presets.Presets;
import dev.reverie.server.AccessPolicy;
import dev.reverie.server.MjpegHub;
import dev.reverie.server.ReverieServer;
import dev.reverie.server.StateReport;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The live feed, wired: pictures go from the {@link Pipeline} to the hub, and the server shows and
 * changes it all. Owns every part; closing it stops them in the order in which that loses nothing
 * and waits for nobody: listening, models, dreaming, composing, capturing, native memory.
 */
final class Live implements AutoCloseable {

  /** What it is made of, for whoever watches it from inside; all of it stays the feed's. */
  record Parts(
      LiveDesk desk, ModelService models, Pipeline pipeline, MjpegHub hub, StateReport report) {}

  private final AccessPolicy access;
  private final ModelService models;
  private final PictureSink observer;
  private final CountDownLatch firstDream = new CountDownLatch(1);

  // Set once, on the way up; null where it did not get that far.
  private volatile @Nullable MjpegHub hub;
  private volatile @Nullable ReverieServer server;
  private volatile @Nullable Presets presets;
  private volatile String url = "";
  private volatile boolean closing;
  private volatile @Nullable Pipeline pipeline;
  private volatile @Nullable Parts parts;

  private Live(AccessPolicy access, ModelService models, PictureSink observer) {
    this.access = access;
    this.models = models;
    this.observer = observer;
  }

  /**
   * Starts everything, with the models that Reverie knows.
   *
   * @param environment the process's variables
   * @return owned by the caller
   * @throws InvalidValueException if the configuration cannot be met
   * @throws IOException if the server cannot listen; its message is for people
   */
  static Live start(Config config, Map<String, String> environment, Clock clock)
      throws IOException {
    ModelFiles files = ModelFiles.of(ModelCatalogue.standard(), config.settings(), environment);
    PresetFile presets = PresetFile.of(config.settings(), environment);
    return start(config, files, presets, clock, picture -> {});
  }

  /**
   * Starts everything.
   *
   * @param files where models are looked for, and downloaded to
   * @return owned by the caller
   * @throws InvalidValueException if the configuration cannot be met
   * @throws IOException if the server cannot listen; its message is for people
   */
  static Live start(Config config, ModelFiles files, Clock clock) throws IOException {
    return start(config, files, clock, picture -> {});
  }

  /**
   * Starts everything, under observation.
   *
   * @param files where models are looked for, and downloaded to
   * @param observer is shown every picture right after it has been encoded and offered to the
   *     viewers, on the compositor's thread
   * @return owned by the caller
   * @throws InvalidValueException if the configuration cannot be met
   * @throws IOException if the server cannot listen; its message is for people
   */
  static Live start(Config config, ModelFiles files, Clock clock, PictureSink observer)
      throws IOException {
    PresetFile presets = PresetFile.of(config.settings(), Map.of());
    return start(config, files, presets, clock, observer);
  }

  private static Live start(
      Config config, ModelFiles files, PresetFile presets, Clock clock, PictureSink observer)
      throws IOException {
    SourceSpec source = SourceSpec.parse(config.settings().source());
    AccessPolicy access = AccessPolicy.of(config.settings());
    ModelService models = new ModelService(files, new ModelDownloader(files.cache(), clock));
    Live live = new Live(access, models, observer);
    boolean up = false;
    try {
      live.rise(config, source, presets, clock);
      up = true;
      return live;
    } finally {
      if (!up) {
        live.close();
      }
    }
  }

  /** What can be refused comes first, and what others notice (the port, the camera) last. */
  private void rise(Config config, SourceSpec source, PresetFile presetFile, Clock clock)
      throws IOException {
    Settings settings = config.settings();
    LiveDesk desk = new LiveDesk(models, config.controls(), settings.engine());
    Presets known = new Presets(presetFile, desk, clock);
    presets = known;
    EngineChooser engines =
        OwnEngines.chooser(settings, EngineChooser.Purpose.LIVE, models.cache(), clock);
    LiveMetrics metrics = new LiveMetrics();
    MjpegHub pictures =
        new MjpegHub(
            clock, settings.viewers(), () -> desk.current().jpegQuality(), metrics::encoded);
    hub = pictures;
    CompletableFuture<Pipeline> frames = new CompletableFuture<>();
    LiveReport report =
        new LiveReport(
            frames, desk, models, pictures, LiveReport.Origin.of(settings, source), known, clock);
    LiveSamples samples = new LiveSamples(report, pictures);
    ReverieServer web =
        new ReverieServer(
            settings,
            clock,
            access,
            pictures,
            desk,
            report,
            new LiveModels(models, desk::target),
            () -> metrics.text(samples.now()));
    server = web;
    web.offer(known);
    try {
      web.start();
      url = web.url();
      Pipeline running =
          new Pipeline(
              source,
              settings,
              desk::target,
              desk::current,
              () -> OwnEngines.open(engines),
              picture -> show(pictures, picture),
              metrics,
              clock);
      pipeline = running;
      parts = new Parts(desk, models, running, pictures, report);
      frames.complete(running);
    } finally {
      // Whoever asked for the state meanwhile waits no longer.
      frames.completeExceptionally(new IllegalStateException("Reverie did not start"));
    }
  }

  private void show(MjpegHub pictures, ComposedPicture composed) {
    pictures.publish(composed.picture(), composed.stamp().capturedNanos());
    observer.accept(composed);
    // A dream that is ready only when everything stops comes too late to be announced.
    if (composed.dreamed() && !closing) {
      firstDream.countDown();
    }
  }

  /** What it is made of. */
  Parts parts() {
    return Objects.requireNonNull(parts, "set on the way up");
  }

  /** Every HTTP route of its server, as {@code METHOD /path}. */
  Set<String> routes() {
    return Objects.requireNonNull(server, "set on the way up").routes();
  }

  /** Where the page is. */
  String url() {
    return url;
  }

  /** The token that changes need, where it was made up for this run. */
  Optional<String> generatedToken() {
    return access.generatedToken();
  }

  /** Why there is no picture, or an empty text. */
  String sourceProblem() {
    Pipeline running = pipeline;
    return running == null ? "" : running.capture().state().reason();
  }

  /**
   * Waits until the first dreamed picture is out; false if that took longer than {@code seconds}.
   */
  boolean awaitFirstDream(long seconds) throws InterruptedException {
    return firstDream.await(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    closing = true;
    ReverieServer listening = server;
    if (listening != null) {
      Stages.stop("server", listening::close);
    }
    Presets known = presets;
    if (known != null) {
      Stages.stop("presets", known::close);
    }
    Stages.stop("models", models::close);
    Pipeline running = pipeline;
    if (running != null) {
      running.close();
    }
    MjpegHub pictures = hub;
    if (pictures != null) {
      Stages.stop("hub", pictures::close);
    }
  }
}
