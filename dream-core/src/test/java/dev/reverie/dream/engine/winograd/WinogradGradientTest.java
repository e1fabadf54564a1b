package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.GradientContract;

final class WinogradGradientTest extends GradientContract {
  WinogradGradientTest() {
    super(WinogradEngine.open(2));
  }
}
