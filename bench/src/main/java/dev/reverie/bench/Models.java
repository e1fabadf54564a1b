package dev.reverie.bench;

import dev.reverie.config.Config;
import dev.reverie.config.ConfigLoader;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.util.Map;
import java.util.Optional;

/** Gets the models that are here; a measurement downloads nothing. */
final class Models {
  private Models() {}

  /**
   * Reverie's settings and controls, from the environment and from options.
   *
   * @throws dev.reverie.config.InvalidValueException if one is not allowed
   */
  static Config config(Map<String, String> environment, Map<String, String> options) {
    return new ConfigLoader().load(Optional.empty(), environment, options);
  }

  /**
   * The model that the configuration names.
   *
   * @throws dev.reverie.config.InvalidValueException if there is no such model
   * @throws dev.reverie.dream.weights.WeightsException if its weights are not here
   */
  static DreamModel get(Config config, Map<String, String> environment) {
    String name = DreamModels.requireKnown(config.controls().model());
    if (name.equals(DreamModels.EMBEDDED)) {
      return Dreamnet.embedded();
    }
    ModelFiles files = ModelFiles.of(ModelCatalogue.standard(), config.settings(), environment);
    return DreamModels.of(name, files.load(name));
  }

  /** Compute threads: as set, or one for each core. */
  static int threads(Config config) {
    int set = config.settings().threads();
    return set > 0 ? set : Runtime.getRuntime().availableProcessors();
  }
}
