package dev.reverie.dream.weights;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Names;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models that Reverie knows, by name; immutable. */
public final class ModelCatalogue {
  private final Map<String, ModelEntry> entries = new LinkedHashMap<>();

  /**
   * A catalogue of other models than the standard ones.
   *
   * @param entries in the order to show them; their names differ
   */
  public ModelCatalogue(List<ModelEntry> entries) {
    entries.forEach(entry -> this.entries.put(entry.name(), entry));
  }

  /** The models that this version of Reverie can dream with. */
  public static ModelCatalogue standard() {
    String vggFile = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5";
    return new ModelCatalogue(
        List.of(
            new ModelEntry(
                "dreamnet", "Dreamnet (built in)", "Apache-2.0, made for Reverie", true, null),
            new ModelEntry(
                "vgg16",
                "VGG16, trained on ImageNet",
                "CC BY 4.0, Visual Geometry Group, University of Oxford",
                false,
                new ModelEntry.Download(
                    List.of(
                        URI.create(
                            "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
                                + vggFile),
                        URI.create(
                            "https://github.com/fchollet/deep-learning-models/releases/download/v0.1/"
                                + vggFile)),
                    vggFile,
                    58_889_256,
                    "6d6bbae143d832006294945121d1f1fc")),
            new ModelEntry(
                "googlenet",
                "GoogLeNet (BVLC), trained on ImageNet",
                "released for unrestricted use by BVLC",
                false,
                null),
            new ModelEntry(
                "squeezenet1.1",
                "SqueezeNet 1.1, trained on ImageNet",
                "BSD-2-Clause, the SqueezeNet authors",
                false,
                null)));
  }

  /** All of them, in the order to show them. */
  public List<ModelEntry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * The model of that name.
   *
   * @throws InvalidValueException that lists the names and proposes the nearest, if there is none
   */
  public ModelEntry entry(String name) {
    ModelEntry entry = entries.get(name);
    if (entry == null) {
      throw Names.unknown("model", name, entries.keySet());
    }
    return entry;
  }
}
