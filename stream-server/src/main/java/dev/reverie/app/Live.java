package dev.reverie.app;

import dev.reverie.capture.Capture;
import dev.reverie.capture.SourceSpec;
import dev.reverie.config.Clock;
import dev.reverie.config.Config;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.live.Compositor;
import dev.reverie.dream.live.Dreamer;
import dev.reverie.dream.live.FrameFeed;
import dev.reverie.dream.live.ResidualSlot;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelDownloader;
import dev.reverie.dream.weights.ModelFiles;
import dev.reverie.server.AccessPolicy;
import dev.reverie.server.MjpegHub;
import dev.reverie.server.ReverieServer;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live feed, wired: frames from capture go to the dreamer and the compositor, pictures from the
 * compositor to the hub, and the server shows and changes it all. Owns every part; closing it stops
 * them in the order in which that loses nothing and waits for nobody: listening, dreaming,
 * composing, capturing, native memory.
 */
final class Live implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Live.class);

  private final String sourceText;
  private final Settings settings;
  private final ModelService models;
  private final LiveDesk desk;
  private final Capture capture;
  private final ResidualSlot residuals = new ResidualSlot();
  private final Dreamer dreamer;
  private final Compositor compositor;
  private final MjpegHub hub;
  private final ReverieServer server;
  private final int threads;
  private final CountDownLatch firstDream = new CountDownLatch(1);

  /**
   * Starts everything.
   *
   * @throws InvalidValueException if the configuration cannot be met
   * @throws IOException if the server cannot listen; its message is for people
   */
  Live(Config config, Map<String, String> environment, Clock clock) throws IOException {
    settings = config.settings();
    sourceText = settings.source();
    SourceSpec source = SourceSpec.parse(sourceText);
    AccessPolicy access = AccessPolicy.of(settings);
    ModelFiles files = ModelFiles.of(ModelCatalogue.standard(), settings, environment);
    models = new ModelService(files, new ModelDownloader(files.cache(), clock));
    desk = new LiveDesk(models, config.controls());
    threads =
        settings.threads() > 0
            ? settings.threads()
            : Engines.liveThreads(Runtime.getRuntime().availableProcessors());
    hub = new MjpegHub(clock, settings.viewers(), () -> desk.current().quality());
    capture = Capture.start(source, settings, clock);
    FrameFeed feed =
        (after, timeout, into) ->
            capture
                .frames()
                .await(after, timeout, into)
                .map(
                    stamp ->
                        new FrameFeed.Stamp(
                            stamp.sequence(), stamp.capturedNanos(), stamp.signal()));
    dreamer =
        new Dreamer(
            feed,
            desk::target,
            () -> Engines.open(settings.engine(), threads),
            residuals,
            clock,
            new Random(settings.seed()));
    compositor =
        new Compositor(
            feed,
            residuals,
            desk::current,
            (picture, capturedNanos, dreamed) -> {
              hub.publish(picture, capturedNanos);
              if (dreamed) {
                firstDream.countDown();
              }
            },
            clock);
    server =
        new ReverieServer(
            settings,
            clock,
            access,
            hub,
            desk,
            new LiveReport(this, clock),
            new LiveModels(models, desk::target));
    try {
      server.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    dreamer.start();
    compositor.start();
  }

  /** The source as it was asked for. */
  String sourceText() {
    return sourceText;
  }

  /** Why this engine with so many threads. */
  String engineReason() {
    String engine =
        settings.engine().equals("auto")
            ? "the only CPU engine of this build"
            : "chosen by the engine setting";
    String count = settings.threads() > 0 ? "threads as set" : "one core is left to the picture";
    return engine + "; " + count;
  }

  ModelService models() {
    return models;
  }

  LiveDesk desk() {
    return desk;
  }

  Capture capture() {
    return capture;
  }

  Dreamer dreamer() {
    return dreamer;
  }

  Compositor compositor() {
    return compositor;
  }

  MjpegHub hub() {
    return hub;
  }

  /** Where the page is. */
  String url() {
    return server.url();
  }

  /**
   * Waits until the first dreamed picture is out; false if that took longer than {@code seconds}.
   */
  boolean awaitFirstDream(long seconds) throws InterruptedException {
    return firstDream.await(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    stop("server", server::close);
    stop("models", models::close);
    stop("dreamer", dreamer::close);
    stop("compositor", compositor::close);
    stop("capture", capture::close);
    stop("hub", hub::close);
    stop("residuals", residuals::close);
  }

  private static void stop(String part, Runnable close) {
    try {
      close.run();
      log.debug("{} stopped", part);
    } catch (RuntimeException e) {
      log.warn("{} did not stop cleanly", part, e);
    }
  }
}
