package dev.reverie.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Clock;
import dev.reverie.config.SharedFiles;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The race's runners compute the same thing, and its result is what tools expect. */
final class StepTest {
  private static final int WIDTH = 56;
  private static final int HEIGHT = 48;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    Workbench bench =
        new Workbench(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Clock.system());
    return Main.run(bench, args);
  }

  static Stream<Objective> objectives() {
    return Stream.of(Objective.MEAN, Objective.L2, new Objective.Channel(17));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void thePeerStepsWhereTheEngineSteps(Objective objective) {
    Program program = vgg16().program("block3_conv2");
    try (DreamEngine ours = Engines.open("auto", 2);
        DreamEngine theirs = new Dl4jPeer().open(2);
        DreamPlan ourPlan = ours.prepare(program, objective, WIDTH, HEIGHT);
        DreamPlan theirPlan = theirs.prepare(program, objective, WIDTH, HEIGHT);
        PlanarImage ourImage = new PlanarImage(WIDTH, HEIGHT);
        PlanarImage theirImage = new PlanarImage(WIDTH, HEIGHT);
        PlanarImage ourGradient = new PlanarImage(WIDTH, HEIGHT);
        PlanarImage theirGradient = new PlanarImage(WIDTH, HEIGHT)) {
      StepRace.fill(ourImage);
      StepRace.fill(theirImage);

      double ourValue = ourPlan.gradient(ourImage, ourGradient);
      double theirValue = theirPlan.gradient(theirImage, theirGradient);
      ourPlan.step(ourImage, 3, true);
      theirPlan.step(theirImage, 3, true);

      assertThat(theirValue).isCloseTo(ourValue, within(1e-4 * ourValue));
      assertThat(theirPlan.objective(ourImage))
          .isGreaterThan(theirValue)
          .isCloseTo(ourPlan.objective(ourImage), within(1e-4 * ourValue));
      assertThat(StepRace.cosine(ourGradient, theirGradient)).isGreaterThan(0.99999);
      for (int i = 0; i < ourImage.count(); i++) {
        assertThat(theirImage.values().get(i)).isCloseTo(ourImage.values().get(i), within(0.05f));
      }
    }
  }

  @Test
  void wrongGradientsAreNotTimed() {
    DreamModel vgg16 = vgg16();
    Program program = vgg16.program("block1_pool");
    try (DreamEngine right = Engines.open("auto", 1);
        DreamEngine wrong = new AnotherLayer(right, vgg16.program("block2_pool"))) {
      List<StepRace.Runner> runners =
          List.of(new StepRace.Runner("float32", right), new StepRace.Runner("float32", wrong));

      assertThatThrownBy(
              () ->
                  new StepRace(Clock.system())
                      .run(runners, program, Objective.MEAN, new PictureSize(WIDTH, HEIGHT), 3))
          .isInstanceOf(BenchFailure.class)
          .hasMessageContaining("do not compute the same gradient");
    }
  }

  @Test
  void theJsonNamesEngineNetworkSizeAndTimes() throws IOException {
    int status =
        run(
            "step",
            "--size=64x48",
            "--layer=block1_pool",
            "--models-dir=" + SharedFiles.path("models"),
            "--threads=1",
            "--runs=3",
            "--json");

    assertThat(status).as("%s", err).isZero();
    JsonNode results = new ObjectMapper().readTree(out.toByteArray()).get("results");
    assertThat(results).hasSize(Engines.names().size() + 1);
    for (JsonNode row : results) {
      assertThat(row.fieldNames())
          .toIterable()
          .containsExactly(
              "engine",
              "network",
              "layer",
              "size",
              "precision",
              "threads",
              "ms_min",
              "ms_median",
              "ratio_to_dl4j");
      assertThat(row.get("network").asText()).isEqualTo("vgg16");
      assertThat(row.get("layer").asText()).isEqualTo("block1_pool");
      assertThat(row.get("size").asText()).isEqualTo("64x48");
      assertThat(row.get("threads").asInt()).isEqualTo(1);
      assertThat(row.get("ms_min").asDouble()).isPositive();
      assertThat(row.get("ms_median").asDouble())
          .isGreaterThanOrEqualTo(row.get("ms_min").asDouble());
      assertThat(row.get("ratio_to_dl4j").asDouble()).isPositive();
    }
    JsonNode last = results.get(results.size() - 1);
    assertThat(last.get("engine").asText()).isEqualTo("deeplearning4j");
    assertThat(last.get("ratio_to_dl4j").asDouble()).isEqualTo(1);
  }

  @Test
  void aNetworkThatThePeerCannotRunIsTimedWithoutIt() throws IOException {
    int status = run("step", "--model=dreamnet", "--size=64x64", "--runs=3", "--json");

    assertThat(status).as("%s", err).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("deeplearning4j cannot run dreamnet");
    JsonNode results = new ObjectMapper().readTree(out.toByteArray()).get("results");
    assertThat(results).hasSize(Engines.names().size());
    assertThat(results.get(0).get("ratio_to_dl4j").isNull()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatCannotBeIsRefusedInOneLine(List<String> args, String expected) {
    int status = run(args.toArray(String[]::new));

    assertThat(status).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains(expected);
    assertThat(out.size()).isZero();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(List.of("step", "--size=9x9"), "WIDTHxHEIGHT"),
        Arguments.of(List.of("step", "--runs=1"), "3 to 10000"),
        Arguments.of(List.of("step", "--engine=nd5j"), "nd4j"),
        Arguments.of(List.of("step", "--models-dir=nowhere"), "nowhere"),
        Arguments.of(List.of("stepp"), "stepp"),
        Arguments.of(List.of(), "--help"));
  }

  private static DreamModel vgg16() {
    Path models = SharedFiles.path("models");
    return DreamModels.of(
        "vgg16", new ModelFiles(ModelCatalogue.standard(), models, models).load("vgg16"));
  }

  /** Computes the gradient of another layer than it is asked for. */
  private record AnotherLayer(DreamEngine engine, Program other) implements DreamEngine {
    @Override
    public String name() {
      return "wrong";
    }

    @Override
    public String detail() {
      return "";
    }

    @Override
    public DreamPlan prepare(Program program, Objective objective, int width, int height) {
      return engine.prepare(other, objective, width, height);
    }

    @Override
    public void close() {
      // The engine is the test's.
    }
  }
}
