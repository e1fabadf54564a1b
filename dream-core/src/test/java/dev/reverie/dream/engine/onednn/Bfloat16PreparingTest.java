package dev.reverie.dream.engine.onednn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.PreparingContract;

final class Bfloat16PreparingTest extends PreparingContract {
  Bfloat16PreparingTest() {
    super(
        () -> {
          assumeTrue(OneDnnEngine.supports(Precision.BFLOAT16), "bfloat16 needs a CPU with AMX");
          return OneDnnEngine.open(2, Precision.BFLOAT16);
        });
  }
}
