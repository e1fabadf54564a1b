package dev.reverie.dream.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.SharedFiles;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import dev.reverie.dream.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the reference cases can show and what they cannot, and what dreams on them do. That engines
 * agree with them is each engine's own test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReferencesTest {
  private final DreamEngine engine = Engines.open("nd4j", Precision.FLOAT32, 2);

  @AfterAll
  void closeEngine() {
    engine.close();
  }

  private static DreamModel model(String name) {
    Path models = SharedFiles.path("models");
    return DreamModels.of(
        name, new ModelFiles(ModelCatalogue.standard(), models, models).load(name));
  }

  @Test
  void aWrongGradientFails() {
    ReferenceCase right =
        ReferenceCase.read(SharedFiles.path("reference/vgg16-block2_pool-mean-160x120.safetensors"))
            .get(0);
    ReferenceCase wrong =
        ReferenceCase.read(SharedFiles.path("reference/vgg16-block3_pool-mean-160x120.safetensors"))
            .get(0);
    ReferenceCase mixed =
        new ReferenceCase(
            "mixed",
            right.network(),
            right.layer(),
            right.objective(),
            right.steps(),
            right.step(),
            right.width(),
            right.height(),
            right.input(),
            right.loss(),
            wrong.gradient(),
            right.afterSteps());

    assertThat(
            Verification.replay(mixed, model("vgg16"), engine, Verification.Tolerance.FLOAT32)
                .passed())
        .isFalse();
  }

  /**
   * The seed's observation: normalising only fixes the length of the step, so a far longer raw step
   * does the same.
   */
  @Test
  void withoutNormalisationAStepTensOfThousandsOfTimesLargerGivesTheSamePicture() {
    ReferenceCase reference =
        ReferenceCase.read(SharedFiles.path("reference/vgg16-block3_pool-mean-160x120.safetensors"))
            .get(0);
    try (DreamPlan plan =
            engine.prepare(model("vgg16").program("block3_pool"), Objective.MEAN, 160, 120);
        PlanarImage normalised = reference.image();
        PlanarImage raw = reference.image();
        PlanarImage gradient = new PlanarImage(160, 120)) {
      plan.gradient(raw, gradient);
      double squares = 0;
      for (int i = 0; i < gradient.count(); i++) {
        squares += Math.pow(gradient.values().get(i), 2);
      }
      double factor = 1 / (Math.sqrt(squares / gradient.count()) + 1e-5);

      plan.step(normalised, 4, true);
      plan.step(raw, 4 * factor, false);

      assertThat(factor).isGreaterThan(1000);
      for (int i = 0; i < raw.count(); i++) {
        assertThat(raw.values().get(i))
            .isCloseTo(normalised.values().get(i), org.assertj.core.data.Offset.offset(1e-3f));
      }
    }
  }

  /**
   * The seed's observation: one kernel's activation brings out that one feature, the mean mixes
   * them all.
   */
  @Test
  void climbingOneChannelRaisesThatChannelMoreThanClimbingTheMeanDoes() {
    ReferenceCase reference =
        ReferenceCase.read(SharedFiles.path("reference/vgg16-block3_pool-mean-160x120.safetensors"))
            .get(0);
    DreamModel vgg = model("vgg16");
    Objective seventeen = new Objective.Channel(17);
    try (DreamPlan mean = engine.prepare(vgg.program("block3_conv2"), Objective.MEAN, 160, 120);
        DreamPlan channel = engine.prepare(vgg.program("block3_conv2"), seventeen, 160, 120);
        PlanarImage byMean = reference.image();
        PlanarImage byChannel = reference.image()) {
      double before = channel.objective(byChannel);
      for (int i = 0; i < 5; i++) {
        mean.step(byMean, 4, true);
        channel.step(byChannel, 4, true);
      }

      assertThat(channel.objective(byChannel)).isGreaterThan(3 * before);
      assertThat(channel.objective(byChannel)).isGreaterThan(1.5 * channel.objective(byMean));
      assertThat(mean.objective(byMean)).isGreaterThan(mean.objective(byChannel));
    }
  }

  @Test
  void aFileThatIsNoReferenceCaseIsRefusedByName(@TempDir Path folder) throws IOException {
    Path weights = SharedFiles.path("models/vgg16-blocks1-3.safetensors");
    Path copy = folder.resolve("weights.safetensors");
    Files.copy(weights, copy);

    assertThatThrownBy(() -> ReferenceCase.read(copy))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("weights")
        .hasMessageContaining("input_rgb");
  }

  @Test
  void everyVgg16CaseOfTheFolderIsAmongTheTestedOnes() throws IOException {
    try (Stream<Path> files = Files.list(SharedFiles.path("reference"))) {
      assertThat(
              files
                  .map(file -> String.valueOf(file.getFileName()))
                  .filter(file -> file.startsWith("vgg16") && file.endsWith(".safetensors")))
          .hasSize(4);
    }
  }
}
