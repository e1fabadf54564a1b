package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.ReferenceContract;

final class WinogradReferencesTest extends ReferenceContract {
  WinogradReferencesTest() {
    super(Precision.FLOAT32, () -> WinogradEngine.open(2));
  }
}
