package dev.reverie.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
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
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The race's runners compute the same thing, and its result is what tools expect. */
final class StepTest {
  private static final int WIDTH = 56;
  private static final int HEIGHT = 48;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return run(Map.of(), args);
  }

  private int run(Map<String, String> environment, String... args) {
    Workbench bench =
        new Workbench(
            environment,
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
    Program program = BenchModels.get("vgg16").program("block3_conv2");
    try (DreamEngine ours = Engines.open("onednn", Precision.FLOAT32, 2);
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

  @ParameterizedTest
  @CsvSource({"false, the same gradient", "true, the same objective"})
  void whoComputesSomethingElseIsNotTimed(boolean wrongOnlyForward, String complaint) {
    DreamModel vgg16 = BenchModels.get("vgg16");
    Program program = vgg16.program("block1_pool");
    try (DreamEngine right = Engines.open("onednn", Precision.FLOAT32, 1);
        DreamEngine wrong = new AnotherLayer(right, vgg16.program("block2_pool"))) {
      List<StepRace.Runner> runners =
          List.of(
              new StepRace.Runner("float32", false, right),
              new StepRace.Runner("float32", wrongOnlyForward, wrong));

      assertThatThrownBy(
              () ->
                  new StepRace(Clock.system())
                      .run(runners, program, Objective.MEAN, new PictureSize(WIDTH, HEIGHT), 3))
          .isInstanceOf(BenchFailure.class)
          .hasMessageContaining(complaint);
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
    JsonNode results = results();
    assertThat(results).hasSize(StepPeers.all(Cpu.of(Map.of())).size());
    double best = Double.POSITIVE_INFINITY;
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
              "ratio_to_pytorch_f32");
      assertThat(row.get("network").asText()).isEqualTo("vgg16");
      assertThat(row.get("layer").asText()).isEqualTo("block1_pool");
      assertThat(row.get("size").asText()).isEqualTo("64x48");
      assertThat(row.get("threads").asInt()).isEqualTo(1);
      assertThat(row.get("ms_min").asDouble()).isPositive();
      assertThat(row.get("ms_median").asDouble())
          .isGreaterThanOrEqualTo(row.get("ms_min").asDouble());
      if (TorchPeer.isTorch(row.get("engine").asText())
          && row.get("precision").asText().equals("float32")) {
        best = Math.min(best, row.get("ms_median").asDouble());
      }
    }
    for (JsonNode row : results) {
      assertThat(row.get("ratio_to_pytorch_f32").asDouble())
          .isCloseTo(row.get("ms_median").asDouble() / best, within(1e-9));
    }
  }

  @Test
  void severalSizesAndAPrecisionCanBeChosen() throws IOException {
    int status =
        run(
            "step",
            "--model=dreamnet",
            "--engine=onnxruntime-forward,pytorch",
            "--precision=float32",
            "--size=64x64,80x64",
            "--busy=1",
            "--runs=3",
            "--json");

    assertThat(status).as("%s", err).isZero();
    assertThat(results())
        .extracting(
            row -> row.get("engine").asText() + " " + row.get("size").asText(),
            row -> row.get("precision").asText(),
            row -> row.get("layer").asText(),
            row -> row.get("busy").asInt())
        .containsExactly(
            tuple("pytorch 64x64", "float32", "tendrils", 1),
            tuple("onnxruntime-forward 64x64", "float32", "tendrils", 1),
            tuple("pytorch 80x64", "float32", "tendrils", 1),
            tuple("onnxruntime-forward 80x64", "float32", "tendrils", 1));
  }

  @Test
  void withoutPyTorchThereIsNoRatio() throws IOException {
    int status =
        run(
            "step",
            "--model=dreamnet",
            "--engine=nd4j,deeplearning4j",
            "--size=64x64",
            "--runs=3",
            "--json");

    assertThat(status).as("%s", err).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("deeplearning4j cannot run dreamnet at 64x64");
    assertThat(results()).hasSize(1);
    assertThat(results().get(0).get("ratio_to_pytorch_f32").isNull()).isTrue();
  }

  @Test
  void theTableSaysWhichProcessorAndWhatItWasForbidden() {
    int status =
        run(
            Map.of("ATEN_CPU_CAPABILITY", "avx2"),
            "step",
            "--model=dreamnet",
            "--engine=pytorch",
            "--size=64x64",
            "--runs=3");

    assertThat(status).as("%s", err).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines().findFirst())
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .contains(Cpu.of(Map.of()).model())
                    .endsWith("limited by ATEN_CPU_CAPABILITY=avx2"));
  }

  @Test
  void whatNobodyCanRunIsSaid() {
    int status = run("step", "--model=dreamnet", "--engine=opencv", "--size=64x64");

    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("none of opencv can run dreamnet at 64x64");
  }

  private JsonNode results() throws IOException {
    return new ObjectMapper().readTree(out.toByteArray()).get("results");
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
        Arguments.of(List.of("step", "--engine=pytorch,"), "engine"),
        Arguments.of(List.of("step", "--precision=float23"), "float32"),
        Arguments.of(List.of("step", "--model=dreamnet", "--busy=65"), "0 to 64"),
        Arguments.of(List.of("step", "--model=dreamnet", "--busy=-1"), "0 to 64"),
        Arguments.of(List.of("step", "--busy=one"), "busy"),
        Arguments.of(List.of("step", "--models-dir=nowhere"), "nowhere"),
        Arguments.of(List.of("stepp"), "stepp"),
        Arguments.of(List.of(), "--help"));
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
