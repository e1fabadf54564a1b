package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.PreparingContract;

final class WinogradPreparingTest extends PreparingContract {
  WinogradPreparingTest() {
    super(() -> WinogradEngine.open(2));
  }
}
