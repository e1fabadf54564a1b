package dev.reverie.dream.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.config.SharedFiles;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.reference.ReferenceCase;
import dev.reverie.dream.reference.Verification;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real weights against gradients and directions that another framework computed in double
 * precision.
 */
final class OneDnnReferencesTest {
  /** What bfloat16 is held to: 33 dB after the steps, because the ascent is chaotic. */
  private static final Verification.Tolerance BFLOAT16 =
      new Verification.Tolerance(0.997, 2.5e-2, 33);

  private static DreamModel model(String name) {
    Path models = SharedFiles.path("models");
    return DreamModels.of(
        name, new ModelFiles(ModelCatalogue.standard(), models, models).load(name));
  }

  private static Verification.Tolerance tolerance(Precision precision) {
    return precision == Precision.FLOAT32 ? Verification.Tolerance.FLOAT32 : BFLOAT16;
  }

  private static DreamEngine open(Precision precision) {
    assumeTrue(OneDnnEngine.supports(precision), precision.label() + " needs a CPU with AMX");
    return OneDnnEngine.open(2, precision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vgg16-block1_pool-mean-160x120",
        "vgg16-block2_pool-mean-160x120",
        "vgg16-block3_pool-mean-160x120",
        "vgg16-block3_conv2-channel17-200x152",
        "googlenet-inception_3b-mean-200x152",
        "googlenet-inception_4c-l2-160x120"
      })
  void gradientsAndAscentsAgreeWithTheReference(String name) {
    replay(name, Precision.FLOAT32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vgg16-block1_pool-mean-160x120",
        "vgg16-block2_pool-mean-160x120",
        "vgg16-block3_pool-mean-160x120",
        "vgg16-block3_conv2-channel17-200x152",
        "googlenet-inception_3b-mean-200x152",
        "googlenet-inception_4c-l2-160x120"
      })
  void inBfloat16TheyComeNear(String name) {
    replay(name, Precision.BFLOAT16);
  }

  private static void replay(String name, Precision precision) {
    ReferenceCase reference =
        ReferenceCase.read(SharedFiles.path("reference/" + name + ".safetensors")).get(0);
    try (DreamEngine engine = open(precision)) {
      Verification verification =
          Verification.replay(reference, model(reference.network()), engine, tolerance(precision));

      assertThat(verification.passed()).as("%s", verification).isTrue();
      assertThat(verification.cosine()).isLessThan(1 + 1e-9);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void everyMoodOfDreamnetGivesTheReferenceDirection(Precision precision) {
    List<ReferenceCase> moods =
        ReferenceCase.read(SharedFiles.path("dreamnet/case-160x128.safetensors"));

    assertThat(moods).hasSize(4);
    try (DreamEngine engine = open(precision)) {
      for (ReferenceCase mood : moods) {
        Verification verification =
            Verification.replay(mood, Dreamnet.embedded(), engine, tolerance(precision));
        assertThat(verification.passed()).as("%s", verification).isTrue();
      }
    }
  }

  /**
   * The two drift apart exponentially, because a ReLU or pool that switched the other way changes
   * all that follows: the longer the steps, the sooner.
   */
  @ParameterizedTest
  @ValueSource(strings = {"vgg16-block3_pool-mean-160x120", "vgg16-block3_conv2-channel17-200x152"})
  void twentyStepsInBfloat16StayNearFloat32(String name) {
    ReferenceCase reference =
        ReferenceCase.read(SharedFiles.path("reference/" + name + ".safetensors")).get(0);
    try (DreamEngine exact = open(Precision.FLOAT32);
        DreamEngine coarse = open(Precision.BFLOAT16);
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
