package dev.reverie.dream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.dream.engine.nd4j.Nd4jEngine;
import dev.reverie.dream.network.Program;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TiledPlanTest {
  /** Pixels that the small network sees around each: two convolutions, and one at half the size. */
  private static final int REACH = 16;

  private final DreamEngine engine = Nd4jEngine.open(2);
  private final Program program = SmallNetwork.program(SmallNetwork.NETWORK, 4);

  @AfterAll
  void closeEngine() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({"128, 96", "64, 112", "180, 48", "64, 48"})
  void theGradientIsThatOfOneLargePlan(int width, int height) {
    try (DreamPlan whole = engine.prepare(program, Objective.MEAN, width, height);
        DreamPlan tiled =
            new TiledPlan(
                engine.prepare(program, Objective.MEAN, 64, 48), width, height, REACH, 4);
        PlanarImage image = noise(width, height);
        PlanarImage expected = new PlanarImage(width, height);
        PlanarImage actual = new PlanarImage(width, height)) {
      double value = whole.gradient(image, expected);
      double mean = tiled.gradient(image, actual);

      double largest = 0;
      for (int i = 0; i < expected.count(); i++) {
        largest = Math.max(largest, Math.abs(expected.values().get(i)));
      }
      for (int i = 0; i < expected.count(); i++) {
        assertThat(actual.values().get(i))
            .as("value %d", i)
            .isCloseTo(expected.values().get(i), within((float) (1e-4 * largest)));
      }
      assertThat(mean).isCloseTo(value, within(0.05 * value));
      assertThat(tiled.objective(image)).isCloseTo(mean, within(1e-6 * mean));
    }
  }

  @Test
  void aStepIsNormalisedOverTheWholePicture() {
    try (DreamPlan whole = engine.prepare(program, Objective.MEAN, 128, 96);
        DreamPlan tiled =
            new TiledPlan(engine.prepare(program, Objective.MEAN, 64, 48), 128, 96, REACH, 4);
        PlanarImage expected = noise(128, 96);
        PlanarImage actual = noise(128, 96)) {
      whole.step(expected, 3, true);
      tiled.step(actual, 3, true);
      for (int i = 0; i < expected.count(); i++) {
        assertThat(actual.values().get(i)).isCloseTo(expected.values().get(i), within(1e-2f));
      }
    }
  }

  @Test
  void tilesThatCannotMakeThePictureAreRefused() {
    try (DreamPlan plan = engine.prepare(program, Objective.MEAN, 64, 48)) {
      assertThatThrownBy(() -> new TiledPlan(plan, 60, 48, 8, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("64x48")
          .hasMessageContaining("60x48");
      assertThatThrownBy(() -> new TiledPlan(plan, 128, 96, 47, 4))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void onlyLargePicturesAreTiled() {
    try (TilingEngine tiling = new TilingEngine(Nd4jEngine.open(2), 256);
        DreamPlan small = tiling.prepare(program, Objective.MEAN, 256, 200);
        DreamPlan large = tiling.prepare(program, Objective.MEAN, 600, 280);
        PlanarImage image = noise(600, 280)) {
      assertThat(small).isNotInstanceOf(TiledPlan.class);
      assertThat(large).isInstanceOf(TiledPlan.class);
      assertThat(large.width()).isEqualTo(600);
      assertThat(large.height()).isEqualTo(280);
      double before = large.step(image, 4, true);
      assertThat(large.objective(image)).isGreaterThan(before);
    }
  }

  private static PlanarImage noise(int width, int height) {
    PlanarImage image = new PlanarImage(width, height);
    Random random = new Random(6);
    for (int i = 0; i < image.count(); i++) {
      image.values().put(i, random.nextFloat() * 255);
    }
    return image;
  }
}
