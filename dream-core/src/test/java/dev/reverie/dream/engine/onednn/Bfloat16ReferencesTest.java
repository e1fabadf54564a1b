package dev.reverie.dream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.ReferenceContract;
import dev.reverie.dream.reference.ReferenceCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Bfloat16ReferencesTest extends ReferenceContract {
  Bfloat16ReferencesTest() {
    super(Precision.BFLOAT16, Bfloat16ReferencesTest::open);
  }

  private static DreamEngine open() {
    assumeTrue(OneDnnEngine.supports(Precision.BFLOAT16), "bfloat16 needs a CPU with AMX");
    return OneDnnEngine.open(2, Precision.BFLOAT16);
  }

  /**
   * The two drift apart exponentially, because a ReLU or pool that switched the other way changes
   * all that follows: the longer the steps, the sooner.
   */
  @ParameterizedTest
  @ValueSource(strings = {"vgg16-block3_pool-mean-160x120", "vgg16-block3_conv2-channel17-200x152"})
  void twentyStepsInBfloat16StayNearFloat32(String name) {
    ReferenceCase reference = reference(name);
    try (DreamEngine exact = OneDnnEngine.open(2, Precision.FLOAT32);
        DreamEngine coarse = open();
        DreamPlan exactPlan = plan(exact, reference);
        DreamPlan coarsePlan = plan(coarse, reference);
        PlanarImage one = reference.image();
        PlanarImage two = reference.image()) {
      double value = exactPlan.objective(one);
      assertThat(coarsePlan.objective(two) / value).isBetween(1 - 2e-3, 1 + 2e-3);
      for (int i = 0; i < 20; i++) {
        exactPlan.step(one, 1, true);
        coarsePlan.step(two, 1, true);
      }

      double squares = 0;
      for (int i = 0; i < one.count(); i++) {
        squares += Math.pow(one.values().get(i) - two.values().get(i), 2);
      }
      assertThat(10 * Math.log10(255.0 * 255.0 / (squares / one.count()))).isGreaterThan(35);
      assertThat(coarsePlan.objective(two)).isGreaterThan(value);
    }
  }

  private static DreamPlan plan(DreamEngine engine, ReferenceCase size) {
    return engine.prepare(
        model("vgg16").program("block3_pool"), Objective.MEAN, size.width(), size.height());
  }
}
