package dev.reverie.dream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.GradientContract;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.SmallNetwork;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What float32 must do, and how near bfloat16 comes to it. */
final class OneDnnGradientTest extends GradientContract {
  OneDnnGradientTest() {
    super(OneDnnEngine.open(2, Precision.FLOAT32));
  }

  /**
   * A pool or ReLU of a small network of random weights that switches the other way can turn much
   * of its gradient, so the bounds on it are those of the median of several networks.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void bfloat16GoesAlmostTheSameWay(Network network, Objective objective) {
    assumeTrue(OneDnnEngine.supports(Precision.BFLOAT16), "bfloat16 needs a CPU with AMX");
    List<Double> cosines = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int seed = 5; seed < 10; seed++) {
      Program program = SmallNetwork.program(network, seed);
      try (DreamEngine coarse = OneDnnEngine.open(2, Precision.BFLOAT16);
          DreamPlan plan = engine().prepare(program, objective, WIDTH, HEIGHT);
          DreamPlan coarsePlan = coarse.prepare(program, objective, WIDTH, HEIGHT);
          PlanarImage image = image(picture());
          PlanarImage gradient = new PlanarImage(WIDTH, HEIGHT);
          PlanarImage coarseGradient = new PlanarImage(WIDTH, HEIGHT)) {
        double value = plan.gradient(image, gradient);
        double coarseValue = coarsePlan.gradient(image, coarseGradient);
        assertThat(coarseValue).isCloseTo(value, within(0.02 * Math.abs(value) + 0.05));
        double dot = 0;
        for (int i = 0; i < image.count(); i++) {
          dot += gradient.values().get(i) * (double) coarseGradient.values().get(i);
        }
        cosines.add(dot / image.count() / rms(gradient) / rms(coarseGradient));
        ratios.add(rms(coarseGradient) / rms(gradient));
      }
    }
    assertThat(median(cosines)).isGreaterThan(0.98);
    assertThat(median(ratios)).isCloseTo(1, within(0.05));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  @Test
  void aPlanIsRepeatableToTheLastBit() {
    Program program = SmallNetwork.program(networkNamed("inception"), 5);
    try (DreamPlan one = engine().prepare(program, Objective.L2, WIDTH, HEIGHT);
        DreamPlan two = engine().prepare(program, Objective.L2, WIDTH, HEIGHT);
        PlanarImage a = image(picture());
        PlanarImage b = image(picture())) {
      for (int i = 0; i < 5; i++) {
        assertThat(one.step(a, 4, true)).isEqualTo(two.step(b, 4, true));
      }
      assertThat(a.values()).isEqualTo(b.values());
    }
  }
}
