package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.ReferenceContract;

final class Nd4jReferencesTest extends ReferenceContract {
  Nd4jReferencesTest() {
    super(Precision.FLOAT32, () -> Nd4jEngine.open(2));
  }
}
