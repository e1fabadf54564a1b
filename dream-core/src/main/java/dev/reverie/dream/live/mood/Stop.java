package dev.reverie.dream.live.mood;

import dev.reverie.dream.network.DreamLayer;
import dev.reverie.dream.network.DreamModel;
import java.util.List;

/** A place where the tour stays for a while. */
public sealed interface Stop {

  /** The published name of the layer that is dreamed on here. */
  String layer();

  /**
   * A layer, dreamed on with the controls as they are.
   *
   * @param layer its published name
   */
  record LayerStop(String layer) implements Stop {}

  /** The layers of a model that its weights reach, in the network's order. */
  static List<Stop> layersOf(DreamModel model) {
    return model.layers().stream()
        .filter(DreamLayer::available)
        .<Stop>map(layer -> new LayerStop(layer.name()))
        .toList();
  }
}
