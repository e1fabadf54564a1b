package dev.reverie.dream.network;

import dev.reverie.config.Names;
import dev.reverie.dream.weights.Weights;
import java.util.List;

/** The models that Reverie knows how to build. */
public final class DreamModels {
  /** The one that needs no file. */
  public static final String EMBEDDED = "dreamnet";

  private static final String VGG16 = "vgg16";
  private static final String GOOGLENET = "googlenet";
  private static final String SQUEEZENET = "squeezenet1.1";

  private DreamModels() {}

  /** Their names, the embedded one first. */
  public static List<String> names() {
    return List.of(EMBEDDED, VGG16, GOOGLENET, SQUEEZENET);
  }

  /**
   * The name as Reverie writes it.
   *
   * @throws dev.reverie.config.InvalidValueException that proposes the nearest, if there is no such
   *     model
   */
  public static String requireKnown(String name) {
    return names().stream()
        .filter(known -> known.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> Names.unknown("model", name, names()));
  }

  /**
   * The model called {@code name}, of a file's weights.
   *
   * @throws IllegalArgumentException if the weights are not this network's
   */
  public static DreamModel of(String name, Weights weights) {
    return switch (name) {
      case EMBEDDED -> new Dreamnet(weights);
      case VGG16 -> new Classifier(Networks.vgg16(), weights, "block3_pool");
      case GOOGLENET -> new Classifier(Networks.googlenet(), weights, "inception_4c");
      case SQUEEZENET -> new Classifier(Networks.squeezenet(), weights, "fire5");
      default -> throw Names.unknown("model", name, names());
    };
  }
}
