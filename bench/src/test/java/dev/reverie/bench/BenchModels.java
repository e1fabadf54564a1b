package dev.reverie.bench;

import dev.reverie.config.SharedFiles;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.nio.file.Path;

/** Networks with their real weights. */
final class BenchModels {
  private BenchModels() {}

  static DreamModel get(String name) {
    if (name.equals(DreamModels.EMBEDDED)) {
      return Dreamnet.embedded();
    }
    Path models = SharedFiles.path("models");
    return DreamModels.of(
        name, new ModelFiles(ModelCatalogue.standard(), models, models).load(name));
  }
}
