package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.WinogradKernel;

/**
 * Memory that one worker needs while it does an item; grows while plans are prepared, never during
 * a step.
 */
final class Scratch {
  /** For the transforms' intermediate vectors. */
  final float[] vectors = new float[WinogradKernel.scratch()];

  /** What a matrix product reads. */
  float[] left = new float[0];

  /** What a matrix product writes. */
  float[] product = new float[0];

  /** A patch or a tile of pixels. */
  float[] tile = new float[0];

  void require(int leftSize, int productSize, int tileSize) {
    left = left.length < leftSize ? new float[leftSize] : left;
    product = product.length < productSize ? new float[productSize] : product;
    tile = tile.length < tileSize ? new float[tileSize] : tile;
  }
}
