package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.ReferenceContract;

final class OneDnnReferencesTest extends ReferenceContract {
  OneDnnReferencesTest() {
    super(Precision.FLOAT32, () -> OneDnnEngine.open(2, Precision.FLOAT32));
  }
}
