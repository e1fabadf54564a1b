package dev.reverie.dream.live;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is dreamed, and at which sizes.
 *
 * @param target what
 * @param sizes of the octaves, smallest first; the last is the dream's full size
 */
record PlanKey(Target target, List<PictureSize> sizes) {

  /**
   * What is dreamed, at whatever size.
   *
   * @param model with its weights in memory
   * @param layer one of the model's layers
   * @param precision null for any
   */
  record Target(
      DreamModel model, String layer, Objective objective, @Nullable Precision precision) {}

  PlanKey {
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("a dream needs at least one size");
    }
    sizes = List.copyOf(sizes);
  }

  /** The full size. */
  PictureSize size() {
    return sizes.get(sizes.size() - 1);
  }

  /** The plans that it takes: one for each size. */
  List<PlanOrder> orders() {
    return sizes.stream().map(size -> new PlanOrder(target, size)).toList();
  }

  /** For people: {@code vgg16 block3_pool at 256x192}. */
  @Override
  public String toString() {
    return target.model().name() + " " + target.layer() + " at " + size();
  }
}
