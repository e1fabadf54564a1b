package dev.reverie.dream.engine;

import static dev.reverie.dream.engine.SmallNetwork.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
 * What every float32 engine must do: gradients against finite differences of a forward pass in
 * double precision, for every kind of layer and the ways that layers can meet, and the rules of a
 * plan.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GradientContract {
  /** Of every picture here. */
  protected static final int WIDTH = 30;

  /** Of every picture here. */
  protected static final int HEIGHT = 26;

  private static final double NUDGE = 1e-4;

  private final DreamEngine engine;

  /**
   * @param engine closed after the last test
   */
  protected GradientContract(DreamEngine engine) {
    this.engine = engine;
  }

  /** The engine that is tested. */
  protected DreamEngine engine() {
    return engine;
  }

  @AfterAll
  void closeEngine() {
    engine.close();
  }

  /** Networks that together have every kind of layer, and the ways that layers can meet. */
  private static Stream<Network> networks() {
    return Stream.of(
        SmallNetwork.NETWORK,
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
            node("all", new Layer.Concat(), "a", "b", "c")),
        network(
            "unpadded",
            1,
            node("conv", new Layer.Conv(3, 8, 3, 2, 0, true), Network.INPUT),
            node("pool", new Layer.MaxPool(3, 2, 0, true), "conv"),
            node("last", new Layer.Conv(8, 6, 3, 1, 1, true), "pool")),
        network(
            "strided",
            1,
            node("conv", new Layer.Conv(3, 32, 3, 2, 0, true), Network.INPUT),
            node("pool", new Layer.MaxPool(3, 2, 0, true), "conv"),
            node("last", new Layer.Conv(32, 16, 4, 2, 1, true), "pool")),
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
            node("out", new Layer.PixelShuffle(2), "head")),
        // Windows of negative numbers only, an input that pools share with another reader, and a
        // picture that is read twice.
        network(
            "shared",
            1,
            node("conv", new Layer.Conv(3, 8, 3, 1, 1, false), Network.INPUT),
            node("first", new Layer.MaxPool(2, 2, 0, false), "conv"),
            node("other", new Layer.Conv(8, 8, 2, 2, 0, false), "conv"),
            node("second", new Layer.MaxPool(2, 2, 0, false), "conv"),
            node("picture", new Layer.Conv(3, 8, 2, 2, 0, false), Network.INPUT),
            node("some", new Layer.Add(), "first", "other"),
            node("sum", new Layer.Add(), "some", "picture"),
            node("all", new Layer.Concat(), "sum", "second")));
  }

  private static Network network(String name, int alignment, Node... nodes) {
    return new Network(
        name, new Preprocessing(true, 104, 117, 123, 0.5f), alignment, List.of(nodes));
  }

  /** The one of the {@link #networks} that is called so. */
  protected static Network networkNamed(String name) {
    return networks().filter(network -> network.name().equals(name)).findFirst().orElseThrow();
  }

  /** Every one of the {@link #networks} with every kind of objective. */
  protected static Stream<Arguments> cases() {
    return networks()
        .flatMap(
            network ->
                Stream.of(Objective.MEAN, Objective.L2, new Objective.Channel(2))
                    .map(objective -> Arguments.of(Named.of(network.name(), network), objective)));
  }

  @ParameterizedTest
  @MethodSource("cases")
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

  @Test
  void aStepFollowsThePublishedFormula() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 1);
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
  void stepsRaiseTheObjective() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 2);
    try (DreamPlan plan = engine.prepare(program, Objective.L2, WIDTH, HEIGHT);
        PlanarImage image = image(picture())) {
      double before = plan.objective(image);
      for (int i = 0; i < 5; i++) {
        plan.step(image, 4, true);
      }
      assertThat(plan.objective(image)).isGreaterThan(1.1 * before);
    }
  }

  @Test
  void aPlanIsRepeatable() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 5);
    try (DreamPlan one = engine.prepare(program, Objective.MEAN, WIDTH, HEIGHT);
        DreamPlan two = engine.prepare(program, Objective.MEAN, WIDTH, HEIGHT);
        PlanarImage a = image(picture());
        PlanarImage b = image(picture())) {
      for (int i = 0; i < 3; i++) {
        one.step(a, 4, true);
        two.step(b, 4, true);
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
          .hasMessageContaining("30x26")
          .hasMessageContaining("32x26");
      assertThatThrownBy(() -> plan.gradient(right, other))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** A picture of noise, always the same. */
  protected static double[] picture() {
    Random random = new Random(11);
    return random.doubles((long) PlanarImage.PLANES * WIDTH * HEIGHT, 0, 255).toArray();
  }

  /** The picture as an engine takes it; its values are rounded to what the engine sees. */
  protected static PlanarImage image(double[] values) {
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

  /** The root of the mean of squares. */
  protected static double rms(PlanarImage gradient) {
    double squares = 0;
    for (int i = 0; i < gradient.count(); i++) {
      squares += Math.pow(gradient.values().get(i), 2);
    }
    return Math.sqrt(squares / gradient.count());
  }
}
