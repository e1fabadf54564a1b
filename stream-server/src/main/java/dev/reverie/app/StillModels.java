package dev.reverie.app;

import dev.reverie.config.Settings;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelDownloader;
import dev.reverie.dream.weights.ModelFiles;
import java.nio.file.Path;

/**
 * Gets models for commands that can do nothing without them: downloads in the foreground, with
 * progress.
 */
final class StillModels {
  private static final int PERCENT = 100;

  private final Console console;
  private final ModelFiles files;

  StillModels(Console console, Settings settings) {
    this.console = console;
    files = ModelFiles.of(ModelCatalogue.standard(), settings, console.environment());
  }

  /** Whether a model needs no download. */
  boolean isHere(String name) {
    return files.isAvailable(name);
  }

  /**
   * The model of that name.
   *
   * @throws dev.reverie.config.InvalidValueException if there is none
   * @throws dev.reverie.dream.weights.WeightsException if its weights cannot be had
   */
  DreamModel get(String name) {
    String model = DreamModels.requireKnown(name);
    if (model.equals(DreamModels.EMBEDDED)) {
      return Dreamnet.embedded();
    }
    if (!files.isAvailable(model) && files.catalogue().entry(model).download() != null) {
      fetch(model);
    }
    try {
      return DreamModels.of(model, files.load(model));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          files.find(model) + " is not a file of " + model + "'s weights: " + e.getMessage(), e);
    }
  }

  /** Downloads a model's weights into the cache, if they are not there. */
  void fetch(String name) {
    int[] shown = {0};
    try {
      new ModelDownloader(files.cache(), console.clock())
          .fetch(
              files.catalogue().entry(name),
              (done, total) -> {
                int percent = (int) (PERCENT * done / total);
                // Nothing before the first percent: where there is no network, one line says so.
                if (percent > 0 && percent != shown[0]) {
                  shown[0] = percent;
                  console.err().printf("\rdownloading %s: %d %%", name, percent);
                }
              });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(
          "the download of " + name + " was interrupted; run it again to go on", e);
    } finally {
      if (shown[0] > 0) {
        console.err().println();
      }
    }
  }

  /** The folder that is kept from one run to the next. */
  Path cache() {
    return files.cache();
  }

  /** Where weights are looked for and kept. */
  ModelFiles files() {
    return files;
  }
}
