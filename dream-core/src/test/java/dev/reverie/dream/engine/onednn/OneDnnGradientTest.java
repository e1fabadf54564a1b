package dev.reverie.dream.engine.onednn;

import static dev.reverie.dream.engine.nd4j.SmallNetwork.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.nd4j.DoubleNetwork;
import dev.reverie.dream.engine.nd4j.SmallNetwork;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Preprocessing;
import dev.reverie.dream.network.Program;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients against finite differences of a forward pass in double precision, for every kind of
 * layer and the ways they can meet.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OneDnnGradientTest {
  private static final int WIDTH = 18;
  private static final int HEIGHT = 14;
  private static final double NUDGE = 1e-4;
  private static final Preprocessing DOOR = new Preprocessing(true, 104, 117, 123, 0.5f);

  private final DreamEngine engine = OneDnnEngine.open(2, Precision.FLOAT32);

  @AfterAll
  void closeEngine() {
    engine.close();
  }

  static Stream<Arguments> networks() {
    Network inception =
        network(
            "inception",
            1,
            node("conv", new Layer.Conv(3, 8, 7, 2, 3, true), Network.INPUT),
            node("norm", new Layer.Lrn(5, 1e-2, 0.75, 1), "conv"),
            node("pool", new Layer.MaxPool(3, 2, 0, true), "norm"),
            node("a", new Layer.Conv(8, 4, 1, 1, 0, true), "pool"),
            node("b", new Layer.Conv(8, 20, 5, 1, 2, true), "pool"),
            node("c.pool", new Layer.MaxPool(3, 1, 1, true), "pool"),
            node("c", new Layer.Conv(8, 16, 1, 1, 0, false), "c.pool"),
            node("all", new Layer.Concat(), "a", "b", "c"));
    Network strided =
        network(
            "strided",
            1,
            node("conv", new Layer.Conv(3, 32, 3, 2, 0, true), Network.INPUT),
            node("pool", new Layer.MaxPool(3, 2, 0, true), "conv"),
            node("last", new Layer.Conv(32, 16, 4, 2, 1, true), "pool"));
    Network residual =
        network(
            "residual",
            2,
            node("pixels", new Layer.PixelUnshuffle(2), Network.INPUT),
            node("conv", new Layer.Conv(12, 16, 3, 1, 1, false), "pixels"),
            node("relu", new Layer.Relu(), "conv"),
            node("small", new Layer.Conv(16, 16, 3, 1, 1, true), "relu"),
            node("sum", new Layer.Add(), "conv", "small"),
            node("up", new Layer.Upsample(2), "sum"),
            node("head", new Layer.Conv(16, 12, 3, 1, 1, false), "up"),
            node("out", new Layer.PixelShuffle(2), "head"));
    // Windows of negative numbers only, an input that pools share with another reader, and a
    // picture that is read twice.
    Network shared =
        network(
            "shared",
            1,
            node("conv", new Layer.Conv(3, 8, 3, 1, 1, false), Network.INPUT),
            node("first", new Layer.MaxPool(2, 2, 0, false), "conv"),
            node("other", new Layer.Conv(3, 8, 2, 2, 0, false), Network.INPUT),
            node("second", new Layer.MaxPool(2, 2, 0, false), "conv"),
            node("sum", new Layer.Add(), "first", "other"),
            node("all", new Layer.Concat(), "sum", "second"));
    return Stream.of(SmallNetwork.NETWORK, inception, strided, residual, shared)
        .flatMap(
            network ->
                Stream.of(Objective.MEAN, Objective.L2, new Objective.Channel(2))
                    .map(objective -> Arguments.of(Named.of(network.name(), network), objective)));
  }

  private static Network network(String name, int alignment, Node... nodes) {
    return new Network(name, DOOR, alignment, List.of(nodes));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theGradientIsWhatFiniteDifferencesSay(Network network, Objective objective) {
    Program program = SmallNetwork.program(network, 7);
    DoubleNetwork exact = new DoubleNetwork(program, WIDTH, HEIGHT);
    double[] picture = picture();
    try (DreamPlan plan = engine.prepare(program, objective, WIDTH, HEIGHT);
        PlanarImage image = image(picture);
        PlanarImage gradient = new PlanarImage(WIDTH, HEIGHT)) {
      double value = plan.gradient(image, gradient);
      double expected = exact.objective(picture, objective);
      assertThat(value).isCloseTo(expected, within(1e-4 * Math.abs(expected) + 1e-6));
      assertThat(plan.objective(image)).isEqualTo(value);

      Random random = new Random(3);
      double scale = rms(gradient);
      int compared = 0;
      for (int i = 0; i < 60; i++) {
        int pixel = random.nextInt(picture.length);
        double slope = slope(exact, objective, picture, pixel);
        // Across a kink of a ReLU or a pool, both sides of the nudge have slopes of their own.
        if (!Double.isNaN(slope)) {
          compared++;
          assertThat((double) gradient.values().get(pixel))
              .as("pixel %d", pixel)
              .isCloseTo(slope, within(2e-3 * scale));
        }
      }
      assertThat(compared).isGreaterThan(30);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void bfloat16GoesAlmostTheSameWay(Network network, Objective objective) {
    assumeTrue(OneDnnEngine.supports(Precision.BFLOAT16), "bfloat16 needs a CPU with AMX");
    Program program = SmallNetwork.program(network, 7);
    try (DreamEngine coarse = OneDnnEngine.open(2, Precision.BFLOAT16);
        DreamPlan plan = engine.prepare(program, objective, WIDTH, HEIGHT);
        DreamPlan coarsePlan = coarse.prepare(program, objective, WIDTH, HEIGHT);
        PlanarImage image = image(picture());
        PlanarImage gradient = new PlanarImage(WIDTH, HEIGHT);
        PlanarImage coarseGradient = new PlanarImage(WIDTH, HEIGHT)) {
      double value = plan.gradient(image, gradient);
      double coarseValue = coarsePlan.gradient(image, coarseGradient);
      double dot = 0;
      for (int i = 0; i < image.count(); i++) {
        dot += gradient.values().get(i) * (double) coarseGradient.values().get(i);
      }
      dot /= image.count();
      assertThat(dot / rms(gradient) / rms(coarseGradient)).isGreaterThan(0.98);
      assertThat(rms(coarseGradient) / rms(gradient)).isCloseTo(1, within(0.05));
      assertThat(coarseValue).isCloseTo(value, within(0.02 * Math.abs(value) + 0.05));
    }
  }

  @Test
  void aStepFollowsThePublishedFormula() {
    Program program = SmallNetwork.program(networkNamed("inception"), 1);
    try (DreamPlan plan = engine.prepare(program, Objective.MEAN, WIDTH, HEIGHT);
        PlanarImage image = image(picture());
        PlanarImage stepped = image(picture());
        PlanarImage raw = image(picture());
        PlanarImage gradient = new PlanarImage(WIDTH, HEIGHT)) {
      plan.gradient(image, gradient);
      double divisor = rms(gradient) + 1e-5;

      plan.step(stepped, 2.5, true);
      plan.step(raw, 3, false);

      for (int i = 0; i < image.count(); i++) {
        double start = image.values().get(i);
        double slope = gradient.values().get(i);
        assertThat((double) stepped.values().get(i))
            .isCloseTo(start + 2.5 * slope / divisor, within(1e-3));
        assertThat((double) raw.values().get(i)).isCloseTo(start + 3 * slope, within(1e-4));
      }
    }
  }

  @Test
  void aPlanIsRepeatableToTheLastBit() {
    Program program = SmallNetwork.program(networkNamed("inception"), 5);
    try (DreamPlan one = engine.prepare(program, Objective.L2, WIDTH, HEIGHT);
        DreamPlan two = engine.prepare(program, Objective.L2, WIDTH, HEIGHT);
        PlanarImage a = image(picture());
        PlanarImage b = image(picture())) {
      for (int i = 0; i < 5; i++) {
        assertThat(one.step(a, 4, true)).isEqualTo(two.step(b, 4, true));
      }
      assertThat(a.values()).isEqualTo(b.values());
    }
  }

  @Test
  void aPictureTooSmallForTheNetworkIsRefusedInWords() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 5);
    assertThatThrownBy(() -> engine.prepare(program, Objective.MEAN, 3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too small");
  }

  @Test
  void aSizeThatTheNetworkCannotHalveIsRefused() {
    Program program = SmallNetwork.program(networkNamed("residual"), 5);
    assertThatThrownBy(() -> engine.prepare(program, Objective.MEAN, 17, 14))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiples of 2")
        .hasMessageContaining("17x14");
  }

  @Test
  void aPictureOfAnotherSizeIsRefused() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 5);
    try (DreamPlan plan = engine.prepare(program, Objective.MEAN, WIDTH, HEIGHT);
        PlanarImage right = new PlanarImage(WIDTH, HEIGHT);
        PlanarImage other = new PlanarImage(WIDTH + 2, HEIGHT)) {
      assertThatThrownBy(() -> plan.step(other, 1, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("18x14")
          .hasMessageContaining("20x14");
      assertThatThrownBy(() -> plan.gradient(right, other))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Network networkNamed(String name) {
    return networks()
        .map(arguments -> (Named<?>) arguments.get()[0])
        .filter(named -> named.getName().equals(name))
        .map(named -> (Network) named.getPayload())
        .findFirst()
        .orElseThrow();
  }

  private static double[] picture() {
    Random random = new Random(11);
    return random.doubles((long) PlanarImage.PLANES * WIDTH * HEIGHT, 0, 255).toArray();
  }

  private static PlanarImage image(double[] values) {
    PlanarImage image = new PlanarImage(WIDTH, HEIGHT);
    for (int i = 0; i < values.length; i++) {
      // The picture that the double pass sees must be exactly the one that the engine sees.
      values[i] = (float) values[i];
      image.values().put(i, (float) values[i]);
    }
    return image;
  }

  private static double slope(
      DoubleNetwork exact, Objective objective, double[] picture, int pixel) {
    double[] nudged = picture.clone();
    double middle = exact.objective(picture, objective);
    nudged[pixel] = picture[pixel] + NUDGE;
    double right = (exact.objective(nudged, objective) - middle) / NUDGE;
    nudged[pixel] = picture[pixel] - NUDGE;
    double left = (middle - exact.objective(nudged, objective)) / NUDGE;
    boolean kink = Math.abs(right - left) > 1e-3 * (Math.abs(right) + Math.abs(left)) + 1e-9;
    return kink ? Double.NaN : (right + left) / 2;
  }

  private static double rms(PlanarImage gradient) {
    double squares = 0;
    for (int i = 0; i < gradient.count(); i++) {
      squares += Math.pow(gradient.values().get(i), 2);
    }
    return Math.sqrt(squares / gradient.count());
  }
}
