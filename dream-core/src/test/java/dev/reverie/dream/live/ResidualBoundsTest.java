package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.dream.engine.PlanarImage;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResidualBoundsTest {
  private final Random random = new Random(3);
  private final PlanarImage frame = new PlanarImage(40, 30);
  private final PlanarImage dreamed = new PlanarImage(40, 30);
  private final PlanarImage residual = new PlanarImage(40, 30);
  private final ResidualBounds bounds = new ResidualBounds();

  @AfterEach
  void close() {
    frame.close();
    dreamed.close();
    residual.close();
  }

  @Test
  void aGentleDreamPassesUnchanged() {
    fill(frame, i -> 128 + 40 * random.nextGaussian());
    fill(dreamed, i -> frame.values().get(i) + (i % 2 == 0 ? 3 : -3));
    bounds.residual(frame, dreamed, residual);
    for (int i = 0; i < residual.count(); i++) {
      float f = frame.values().get(i);
      if (f > 20 && f < 235) {
        assertThat(residual.values().get(i)).isCloseTo(i % 2 == 0 ? 3 : -3, within(0.05f));
      }
    }
  }

  @Test
  void aPictureThatGrewBrighterIsBroughtBack() {
    fill(frame, i -> 120 + 60 * Math.sin(i));
    fill(dreamed, i -> frame.values().get(i) + 50);
    bounds.residual(frame, dreamed, residual);
    assertThat(mean(residual)).isCloseTo(ResidualBounds.LARGEST_MEAN, within(1e-3));
  }

  @Test
  void spreadEndsExactlyAtItsLimit() {
    fill(frame, i -> 128 + 50 * Math.sin(i * 0.37));
    fill(dreamed, i -> frame.values().get(i) + 30 * random.nextGaussian());
    double before = spread(dreamed);
    bounds.residual(frame, dreamed, residual);
    fill(dreamed, i -> frame.values().get(i) + residual.values().get(i));
    double limit = ResidualBounds.LARGEST_SPREAD_RATIO * spread(frame);
    assertThat(before).isGreaterThan(limit * 1.1);
    assertThat(spread(dreamed)).isCloseTo(limit, within(0.01));
  }

  @Test
  void pixelsAreKeptOffBlackAndWhiteUnlessTheFrameIsNearer() {
    // Every pixel has one that differs by its opposite, so that nothing shifts the mean.
    fill(frame, i -> i % 4 < 2 ? 127.5 + 127.5 : 127.5 - 127.5);
    fill(dreamed, i -> i % 2 == 0 ? 1000 : -1000);
    bounds.residual(frame, dreamed, residual);
    double highest = 0;
    double lowest = 255;
    for (int i = 0; i < residual.count(); i++) {
      double value = frame.values().get(i) + residual.values().get(i);
      highest = Math.max(highest, value);
      lowest = Math.min(lowest, value);
    }
    assertThat(highest).isCloseTo(255, within(0.01));
    assertThat(lowest).isCloseTo(0, within(0.01));
    fill(frame, i -> i % 4 < 2 ? 200 : 55);
    bounds.residual(frame, dreamed, residual);
    for (int i = 0; i < residual.count(); i++) {
      assertThat(frame.values().get(i) + residual.values().get(i))
          .isBetween(ResidualBounds.MARGIN - 0.01f, 255 - ResidualBounds.MARGIN + 0.01f);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 255})
  void onAnEmptyFrameTheDreamDrawsByItself(double grey) {
    fill(frame, i -> grey);
    fill(dreamed, i -> grey + 60 * random.nextGaussian());
    bounds.residual(frame, dreamed, residual);
    fill(dreamed, i -> frame.values().get(i) + residual.values().get(i));
    assertThat(spread(dreamed)).isBetween(10.0, ResidualBounds.SPREAD_OF_ITS_OWN + 0.01);
    assertThat(Math.abs(mean(residual))).isGreaterThan(5);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void numbersThatAreNoneBeginAgain(float bad) {
    fill(frame, i -> 100);
    fill(dreamed, i -> 110);
    dreamed.values().put(77, bad);
    bounds.residual(frame, dreamed, residual);
    for (int i = 0; i < residual.count(); i++) {
      assertThat(residual.values().get(i)).isFinite();
    }
  }

  @Test
  void aDreamEqualToItsFrameIsNothing() {
    fill(frame, i -> 10 * (i % 25));
    dreamed.set(frame);
    bounds.residual(frame, dreamed, residual);
    for (int i = 0; i < residual.count(); i++) {
      assertThat(residual.values().get(i)).isZero();
    }
  }

  private static void fill(PlanarImage image, IntToDoubleFunction value) {
    for (int i = 0; i < image.count(); i++) {
      image.values().put(i, (float) value.applyAsDouble(i));
    }
  }

  private static double mean(PlanarImage image) {
    double sum = 0;
    for (int i = 0; i < image.count(); i++) {
      sum += image.values().get(i);
    }
    return sum / image.count();
  }

  private static double spread(PlanarImage image) {
    double mean = mean(image);
    double squares = 0;
    for (int i = 0; i < image.count(); i++) {
      squares += Math.pow(image.values().get(i) - mean, 2);
    }
    return Math.sqrt(squares / image.count());
  }
}
