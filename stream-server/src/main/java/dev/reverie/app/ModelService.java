package dev.reverie.app;

import dev.reverie.config.InvalidValueException;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.weights.ModelDownloader;
import dev.reverie.dream.weights.ModelEntry;
import dev.reverie.dream.weights.ModelFiles;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which model dreams. One is always {@linkplain #active active}; another that is asked for is
 * found, downloaded if need be, and read on a background thread, and takes over when it is ready.
 * Thread-safe.
 */
final class ModelService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ModelService.class);
  private static final int PERCENT = 100;
  private static final int LOGGED_PERCENT = 10;

  /** How a model stands. */
  enum Stage {
    READY,
    LOADING,
    DOWNLOADING,
    FAILED
  }

  /**
   * How getting the model that was asked for last stands.
   *
   * @param model its name
   * @param message a sentence for people, or empty
   * @param progress of a download, 0 to 1; 1 when there is nothing to wait for
   */
  record Status(String model, Stage stage, String message, double progress) {}

  private final ModelFiles files;
  private final ModelDownloader downloader;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "reverie-models");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, DreamModel> loaded = new HashMap<>();
  private final Map<String, Status> attempts = new HashMap<>();
  private final CopyOnWriteArrayList<Consumer<DreamModel>> listeners = new CopyOnWriteArrayList<>();
  private volatile DreamModel active;
  private volatile Status status;

  /** Begins with the embedded model. */
  ModelService(ModelFiles files, ModelDownloader downloader) {
    this.files = files;
    this.downloader = downloader;
    active = Dreamnet.embedded();
    loaded.put(active.name(), active);
    status = new Status(active.name(), Stage.READY, "", 1);
  }

  /** The model that dreams now. */
  DreamModel active() {
    return active;
  }

  /** How the model that was asked for last stands. */
  Status status() {
    return status;
  }

  /** How a model stands if it was ever asked for, else null. */
  synchronized @Nullable Status attempt(String name) {
    return attempts.get(name);
  }

  /** Where models are looked for. */
  ModelFiles files() {
    return files;
  }

  /**
   * Calls {@code listener} after another model became active, or after an attempt failed, on any
   * thread.
   */
  void onChange(Consumer<DreamModel> listener) {
    listeners.add(listener);
  }

  /**
   * Makes {@code name} the active model: at once if it is in memory, else when it is.
   *
   * @throws InvalidValueException if there is no such model, or no file of it and nothing to
   *     download
   */
  void select(String name) {
    String model = requireObtainable(name);
    DreamModel ready;
    synchronized (this) {
      ready = loaded.get(model);
      status =
          new Status(model, ready == null ? Stage.LOADING : Stage.READY, "", ready == null ? 0 : 1);
    }
    if (ready == null) {
      worker.execute(() -> obtain(model, true));
    } else {
      activate(ready);
    }
  }

  /**
   * Brings a model's file to this machine without changing what dreams.
   *
   * @throws InvalidValueException if there is no such model, or nothing to download
   */
  void fetch(String name) {
    String model = requireObtainable(name);
    synchronized (this) {
      if (loaded.containsKey(model)) {
        return;
      }
    }
    worker.execute(() -> obtain(model, false));
  }

  /** Reads a model whose file is here, on the calling thread, and makes it active. */
  void selectNow(String name) {
    String model = requireObtainable(name);
    if (files.isAvailable(model)) {
      status = new Status(model, Stage.LOADING, "", 0);
      obtain(model, true);
    } else {
      select(model);
    }
  }

  private String requireObtainable(String name) {
    String model = DreamModels.requireKnown(name);
    ModelEntry entry = files.catalogue().entry(model);
    if (!entry.embedded() && entry.download() == null && files.find(model) == null) {
      throw new InvalidValueException(
          "model",
          name,
          "a model whose weights are here or can be downloaded",
          "put " + model + ".safetensors into the models folder");
    }
    return model;
  }

  private void obtain(String name, boolean thenActivate) {
    try {
      DreamModel model;
      synchronized (this) {
        model = loaded.get(name);
      }
      if (model == null) {
        if (files.find(name) == null) {
          download(name, thenActivate);
        }
        note(new Status(name, Stage.LOADING, "reading the weights", 1), thenActivate);
        model = DreamModels.of(name, files.load(name));
        log.info("model {} is ready", name);
      }
      synchronized (this) {
        loaded.put(name, model);
      }
      boolean wanted = status.model().equals(name);
      note(new Status(name, Stage.READY, "", 1), wanted);
      if (wanted) {
        activate(model);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      log.warn("model {}: {}", name, reason);
      note(new Status(name, Stage.FAILED, reason, 0), status.model().equals(name));
      listeners.forEach(listener -> listener.accept(active));
    }
  }

  private void download(String name, boolean shown) throws InterruptedException {
    ModelEntry entry = files.catalogue().entry(name);
    note(new Status(name, Stage.DOWNLOADING, "downloading " + entry.title(), 0), shown);
    int[] logged = {-1};
    downloader.fetch(
        entry,
        (done, total) -> {
          double progress = (double) done / total;
          int percent = (int) (progress * PERCENT);
          String message =
              String.format(
                  Locale.ROOT, "downloading %s: %.1f of %.1f MB", name, done / 1e6, total / 1e6);
          note(new Status(name, Stage.DOWNLOADING, message, progress), shown);
          if (percent / LOGGED_PERCENT != logged[0]) {
            logged[0] = percent / LOGGED_PERCENT;
            log.info("{} ({} %)", message, percent);
          }
        });
  }

  private synchronized void note(Status now, boolean shown) {
    attempts.put(now.model(), now);
    if (shown && status.model().equals(now.model())) {
      status = now;
    }
  }

  private void activate(DreamModel model) {
    active = model;
    listeners.forEach(listener -> listener.accept(model));
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
