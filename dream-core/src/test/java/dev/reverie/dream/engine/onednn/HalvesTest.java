package dev.reverie.dream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.dream.engine.PlanarImage;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HalvesTest {
  private static final int SIDE = 12;
  private static final int OUTPUTS = 5;
  private static final int KERNEL = 3;
  private static final int ROW = PlanarImage.PLANES * KERNEL * KERNEL;

  /** The nearest number with 8 bits of precision, by its definition. */
  private static double bfloat16(double value) {
    double step = Math.scalb(1.0, Math.getExponent(value) - 7);
    return Math.rint(value / step) * step;
  }

  private static FloatBuffer noise(int seed, int count, float from, float to) {
    Random random = new Random(seed);
    FloatBuffer values = FloatBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      values.put(i, from + random.nextFloat() * (to - from));
    }
    return values;
  }

  private static FloatBuffer split(FloatBuffer picture) {
    FloatBuffer parts = FloatBuffer.allocate(Halves.PARTS * picture.capacity());
    new Halves(parts).split(picture);
    return parts;
  }

  /** Sizes around the block that it works in. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4095, 4096, 4098, 3 * 4096 + 9})
  void aPictureBecomesAllUpperHalvesThenAllLowerThenAllUpperAgain(int count) {
    FloatBuffer picture = noise(1, count, -120, 255);

    FloatBuffer parts = split(picture);

    for (int i = 0; i < count; i++) {
      float x = picture.get(i);
      float upper = parts.get(i);
      assertThat(bfloat16(upper)).isEqualTo(upper);
      assertThat(Math.abs(x - upper)).isLessThanOrEqualTo(Math.abs(x) / 256);
      assertThat(parts.get(count + i)).isEqualTo(x - upper);
      assertThat(parts.get(2 * count + i)).isEqualTo(upper);
    }
  }

  @Test
  void aPictureIsSplitIntoTheSamePlaceEveryTime() {
    FloatBuffer parts = FloatBuffer.allocate(Halves.PARTS * 6);
    Halves halves = new Halves(parts);
    halves.split(noise(1, 6, 0, 255));

    halves.split(noise(2, 6, 0, 255));

    assertThat(parts).isEqualTo(split(noise(2, 6, 0, 255)));
    assertThat(parts.position()).isZero();
  }

  @Test
  void bothHalvesInBfloat16RestoreAValueTo16Bits() {
    int count = 10_000;
    for (FloatBuffer values :
        new FloatBuffer[] {
          noise(3, count, -130, 255), noise(4, count, -1e-3f, 1e-3f), noise(5, count, 1, 1.02f)
        }) {
      FloatBuffer parts = split(values);
      for (int i = 0; i < count; i++) {
        double x = values.get(i);
        double restored = bfloat16(parts.get(i)) + bfloat16(parts.get(count + i));
        assertThat(restored).isCloseTo(x, within(Math.scalb(Math.abs(x), -16)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "-3.5, -3.5",
    "200.4, 200",
    "200.6, 201",
    "0.30078125, 0.30078125",
    // Half way between two: away from zero.
    "200.5, 201",
    "-200.5, -201",
    "255.75, 256"
  })
  void theUpperHalfIsTheNearestBfloat16Number(float value, float upper) {
    assertThat(Halves.upper(value)).isEqualTo(upper);
  }

  @Test
  void everyOutputsWeightsAreItsUpperHalvesTwiceAndThenItsLower() {
    FloatBuffer weights = noise(6, OUTPUTS * ROW, -0.3f, 0.3f);

    FloatBuffer parts = Halves.weights(weights, OUTPUTS, ROW);

    assertThat(parts.remaining()).isEqualTo(OUTPUTS * 9 * KERNEL * KERNEL);
    for (int o = 0; o < OUTPUTS; o++) {
      for (int i = 0; i < ROW; i++) {
        float weight = weights.get(o * ROW + i);
        float upper = parts.get(3 * o * ROW + i);
        assertThat((double) upper).isCloseTo(bfloat16(weight), within(Math.abs(weight) / 256.0));
        assertThat(bfloat16(upper)).isEqualTo(upper);
        assertThat(parts.get(3 * o * ROW + ROW + i)).isEqualTo(upper);
        assertThat(parts.get(3 * o * ROW + 2 * ROW + i)).isEqualTo(weight - upper);
      }
    }
  }

  @Test
  void aConvolutionOfThePartsIsFarNearerToTheExactOneThanPlainBfloat16() {
    FloatBuffer picture = noise(7, PlanarImage.PLANES * SIDE * SIDE, -120, 150);
    FloatBuffer weights = noise(8, OUTPUTS * ROW, -0.3f, 0.3f);

    double[] exact = convolution(values(picture), values(weights));
    double[] plain = convolution(rounded(picture), rounded(weights));
    double[] split =
        convolution(rounded(split(picture)), rounded(Halves.weights(weights, OUTPUTS, ROW)));

    assertThat(exact).hasSize(OUTPUTS * 10 * 10);
    // What is left out or rounded of a product is about 2^-16 of it; plain rounding takes 2^-8.
    assertThat(distance(plain, exact)).isGreaterThan(1e-3);
    assertThat(distance(split, exact)).isLessThan(distance(plain, exact) / 100);
  }

  /** Of as many planes as fit, every output's weights plane after plane; no padding. */
  private static double[] convolution(double[] planes, double[] weights) {
    int inputs = planes.length / (SIDE * SIDE);
    int out = SIDE - KERNEL + 1;
    double[] result = new double[OUTPUTS * out * out];
    for (int o = 0; o < OUTPUTS; o++) {
      for (int y = 0; y < out; y++) {
        for (int x = 0; x < out; x++) {
          double sum = 0;
          for (int c = 0; c < inputs; c++) {
            for (int ky = 0; ky < KERNEL; ky++) {
              for (int kx = 0; kx < KERNEL; kx++) {
                sum +=
                    weights[((o * inputs + c) * KERNEL + ky) * KERNEL + kx]
                        * planes[(c * SIDE + y + ky) * SIDE + x + kx];
              }
            }
          }
          result[(o * out + y) * out + x] = sum;
        }
      }
    }
    return result;
  }

  private static double[] values(FloatBuffer from) {
    double[] values = new double[from.capacity()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from.get(i);
    }
    return values;
  }

  private static double[] rounded(FloatBuffer from) {
    double[] values = values(from);
    for (int i = 0; i < values.length; i++) {
      values[i] = bfloat16(values[i]);
    }
    return values;
  }

  /** Root of the mean square of the difference, relative to that of the exact numbers. */
  private static double distance(double[] numbers, double[] exact) {
    double difference = 0;
    double whole = 0;
    for (int i = 0; i < exact.length; i++) {
      difference += Math.pow(numbers[i] - exact[i], 2);
      whole += Math.pow(exact[i], 2);
    }
    return Math.sqrt(difference / whole);
  }
}
