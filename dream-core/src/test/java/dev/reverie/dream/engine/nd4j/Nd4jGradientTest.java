package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.engine.GradientContract;

final class Nd4jGradientTest extends GradientContract {
  Nd4jGradientTest() {
    super(Nd4jEngine.open(2));
  }
}
