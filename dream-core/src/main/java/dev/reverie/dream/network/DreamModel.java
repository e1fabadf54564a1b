package dev.reverie.dream.network;

import dev.reverie.config.InvalidValueException;
import java.util.List;

/**
 * A network together with its weights: something to dream with. Immutable and safe to share between
 * threads.
 */
public sealed interface DreamModel permits Classifier, Dreamnet {

  /** The name it is chosen by. */
  String name();

  /**
   * Whether its {@linkplain Program programs} put out the direction itself, so that objectives do
   * not apply.
   */
  boolean givesDirection();

  /** Everything that could be dreamed on, in the network's order. */
  List<DreamLayer> layers();

  /** The layer to begin with; always {@linkplain DreamLayer#available available}. */
  String defaultLayer();

  /** Pictures must have sides that are multiples of this. */
  int alignment();

  /**
   * The published name of the layer that {@code name} means; {@code auto} is the {@linkplain
   * #defaultLayer default}.
   *
   * @throws InvalidValueException if there is no such layer, or the weights do not reach it
   */
  String layer(String name);

  /**
   * What an engine must run to dream on a layer.
   *
   * @param layer as {@link #layer} takes it
   * @throws InvalidValueException as {@link #layer} does
   */
  Program program(String layer);
}
