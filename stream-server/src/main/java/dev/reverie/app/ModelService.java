package dev.reverie.app;

import dev.reverie.config.InvalidValueException;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelDownloader;
import dev.reverie.dream.weights.ModelEntry;
import dev.reverie.dream.weights.ModelFiles;
import dev.reverie.dream.weights.WeightsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which model dreams. One is always {@linkplain #active active}; another that is asked for is
 * found, downloaded if need be, and read on a thread of its own, and takes over when it is ready,
 * unless something else was asked for meanwhile. A model is worked on by one thread at most, and a
 * slow one holds up no other. Thread-safe.
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
   * How getting a model stands.
   *
   * @param model its name
   * @param message a sentence for people, or empty
   * @param progress of a download, 0 to 1; 1 when there is nothing to wait for
   */
  record Status(String model, Stage stage, String message, double progress) {}

  private final ModelFiles files;
  private final ModelDownloader downloader;
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

  // Guarded by this; the two volatile ones may be read without.
  private final Map<String, DreamModel> loaded = new HashMap<>();
  private final Map<String, Status> attempts = new HashMap<>();
  private final Map<String, Thread> jobs = new HashMap<>();
  private volatile DreamModel active;
  private volatile Status status;
  private boolean closed;

  /** Begins with the embedded model. */
  ModelService(ModelFiles files, ModelDownloader downloader) {
    this.files = files;
    this.downloader = downloader;
    active = Dreamnet.embedded();
    loaded.put(active.name(), active);
    status = ready(active.name());
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

  /** A model that could dream at once, else null. */
  synchronized @Nullable DreamModel inMemory(String name) {
    return loaded.get(name);
  }

  /** The folder that is kept from one run to the next. */
  Path cache() {
    return files.cache();
  }

  /** The models that there are. */
  ModelCatalogue catalogue() {
    return files.catalogue();
  }

  /** Whether a model needs no download; false too if nobody can tell. */
  boolean isHere(String name) {
    if (inMemory(name) != null) {
      return true;
    }
    try {
      return files.isAvailable(name);
    } catch (WeightsException e) {
      log.debug("cannot look for {}", name, e);
      return false;
    }
  }

  /**
   * Calls {@code listener} after work in the background has ended, well or badly, on the thread
   * that did it. What {@link #select} changes at once it is not told of.
   */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * The published name of a model that can be had.
   *
   * @throws InvalidValueException if there is no such model, or no file of it and nothing to
   *     download
   */
  String requireObtainable(String name) {
    String model = DreamModels.requireKnown(name);
    ModelEntry entry = files.catalogue().entry(model);
    if (!entry.embedded() && entry.download() == null && !hasFile(model)) {
      throw new InvalidValueException(
          "model",
          name,
          "a model whose weights are here or can be downloaded",
          "put " + model + ".safetensors into the models folder");
    }
    return model;
  }

  private boolean hasFile(String model) {
    try {
      return files.find(model) != null;
    } catch (WeightsException e) {
      throw new InvalidValueException(
          "model", model, "a model whose weights can be read", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Makes {@code name} the active model: at once if it is in memory, else when it is.
   *
   * @throws InvalidValueException as {@link #requireObtainable} does
   */
  void select(String name) {
    String model = requireObtainable(name);
    synchronized (this) {
      DreamModel ready = loaded.get(model);
      if (ready != null) {
        active = ready;
        status = ready(model);
        return;
      }
      Status running = jobs.containsKey(model) ? attempts.get(model) : null;
      status = running != null ? running : new Status(model, Stage.LOADING, "", 0);
      startJob(model);
    }
  }

  /**
   * Like {@link #select}, but a model whose file is here is read on the calling thread. Listeners
   * are not told of what is done by then.
   */
  void selectNow(String name) {
    String model = requireObtainable(name);
    if (inMemory(model) != null || !hasFile(model)) {
      select(model);
      return;
    }
    synchronized (this) {
      status = new Status(model, Stage.LOADING, "reading the weights", 0);
      jobs.put(model, Thread.currentThread());
    }
    obtain(model);
  }

  /**
   * Brings a model's file to this machine without changing what dreams; does nothing if it is here.
   *
   * @throws InvalidValueException as {@link #requireObtainable} does
   */
  void fetch(String name) {
    String model = requireObtainable(name);
    if (inMemory(model) != null || hasFile(model)) {
      return;
    }
    synchronized (this) {
      startJob(model);
    }
  }

  private synchronized void startJob(String model) {
    if (closed || jobs.containsKey(model)) {
      return;
    }
    attempts.put(model, new Status(model, Stage.LOADING, "", 0));
    Thread thread = new Thread(() -> work(model), "reverie-model-" + model);
    thread.setDaemon(true);
    jobs.put(model, thread);
    thread.start();
  }

  private void work(String name) {
    obtain(name);
    if (!Thread.currentThread().isInterrupted()) {
      listeners.forEach(Runnable::run);
    }
  }

  private void obtain(String name) {
    try {
      if (files.find(name) == null) {
        download(name);
      }
      if (isStillWanted(name)) {
        note(new Status(name, Stage.LOADING, "reading the weights", 1));
        DreamModel model = DreamModels.of(name, files.load(name));
        synchronized (this) {
          jobs.remove(name);
          loaded.put(name, model);
          note(ready(name));
          if (status.model().equals(name)) {
            active = model;
          }
        }
        log.debug("model {} is ready", name);
      }
    } catch (InterruptedException e) {
      synchronized (this) {
        jobs.remove(name);
      }
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // Whatever a file or a library does, the model in use dreams on.
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      log.warn("model {}: {}", name, reason);
      synchronized (this) {
        jobs.remove(name);
        note(new Status(name, Stage.FAILED, reason, 0));
      }
    }
  }

  /**
   * Whether a model whose file has come should be read; if not, its work is done. Reading it
   * nonetheless would only take memory.
   */
  private synchronized boolean isStillWanted(String name) {
    if (status.model().equals(name)) {
      return true;
    }
    jobs.remove(name);
    note(ready(name));
    return false;
  }

  private void download(String name) throws InterruptedException {
    ModelEntry entry = files.catalogue().entry(name);
    note(new Status(name, Stage.DOWNLOADING, "downloading " + entry.title(), 0));
    int[] logged = {-1};
    downloader.fetch(
        entry,
        (done, total) -> {
          double progress = (double) done / total;
          int percent = (int) (progress * PERCENT);
          String message =
              String.format(
                  Locale.ROOT, "downloading %s: %.1f of %.1f MB", name, done / 1e6, total / 1e6);
          note(new Status(name, Stage.DOWNLOADING, message, progress));
          if (percent / LOGGED_PERCENT != logged[0]) {
            logged[0] = percent / LOGGED_PERCENT;
            log.info("{} ({} %)", message, percent);
          }
        });
  }

  private synchronized void note(Status now) {
    attempts.put(now.model(), now);
    if (status.model().equals(now.model())) {
      status = now;
    }
  }

  private static Status ready(String model) {
    return new Status(model, Stage.READY, "", 1);
  }

  /** Gives up whatever is under way; what has been downloaded stays for the next time. */
  @Override
  public synchronized void close() {
    closed = true;
    jobs.values().forEach(Thread::interrupt);
  }
}
