package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.engine.PreparingContract;

final class Nd4jPreparingTest extends PreparingContract {
  Nd4jPreparingTest() {
    super(() -> Nd4jEngine.open(2));
  }
}
