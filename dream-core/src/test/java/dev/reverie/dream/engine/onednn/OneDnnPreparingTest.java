package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.PreparingContract;

final class OneDnnPreparingTest extends PreparingContract {
  OneDnnPreparingTest() {
    super(() -> OneDnnEngine.open(2, Precision.FLOAT32));
  }
}
