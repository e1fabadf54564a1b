package dev.reverie.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.reverie.config.SharedFiles;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NativeLibraries;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.reference.ReferenceCase;
import dev.reverie.dream.reference.Verification;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch computes what it is praised or blamed for. */
final class TorchTest {
  /** bfloat16 keeps eight bits of each number. */
  private static final Verification.Tolerance BFLOAT16 = new Verification.Tolerance(0.99, 0.02, 25);

  @BeforeAll
  static void configure() {
    NativeLibraries.configure();
  }

  @ParameterizedTest
  @CsvSource({
    "vgg16-block3_pool-mean-160x120, false",
    "vgg16-block3_pool-mean-160x120, true",
    "vgg16-block3_conv2-channel17-200x152, true",
    "googlenet-inception_4c-l2-160x120, false"
  })
  void gradientsAgreeWithTheReference(String name, boolean channelsLast) {
    Verification verification =
        replay(reference(name), new TorchPeer(false, channelsLast), Verification.Tolerance.FLOAT32);

    assertThat(verification.passed()).as("%s", verification).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg16-block3_pool-mean-160x120", "googlenet-inception_3b-mean-200x152"})
  void bfloat16GradientsAreNear(String name) {
    assumeThat(Cpu.of(Map.of()).bfloat16()).as("a processor that has bfloat16").isTrue();

    Verification verification = replay(reference(name), new TorchPeer(true, true), BFLOAT16);

    assertThat(verification.passed()).as("%s", verification).isTrue();
    // Were it float32 after all, its figures would be another's.
    assertThat(verification.cosine()).isLessThan(0.99999);
  }

  @Test
  void everyMoodOfDreamnetGivesTheReferenceDirection() {
    for (ReferenceCase mood :
        ReferenceCase.read(SharedFiles.path("dreamnet/case-160x128.safetensors"))) {
      Verification verification =
          replay(mood, new TorchPeer(false, true), Verification.Tolerance.FLOAT32);
      assertThat(verification.passed()).as("%s", verification).isTrue();
    }
  }

  @Test
  void hundredsOfStepsKeepNoMemory() {
    try (DreamEngine engine = new TorchPeer(false, true).open(1);
        DreamPlan plan =
            engine.prepare(
                BenchModels.get("vgg16").program("block1_pool"), Objective.MEAN, 64, 64);
        PlanarImage image = new PlanarImage(64, 64)) {
      StepRace.fill(image);
      for (int i = 0; i < 50; i++) {
        plan.step(image, 1, true);
      }
      long before = Pointer.physicalBytes();
      for (int i = 0; i < 300; i++) {
        plan.step(image, 1, true);
      }

      // One step's activations are above 2 MB: had they stayed, 600 MB would be gone.
      assertThat(Pointer.physicalBytes() - before).isLessThan(64L << 20);
    }
  }

  @Test
  void aPictureOfAnotherSizeIsRefused() {
    try (DreamEngine engine = new TorchPeer(false, false).open(1);
        DreamPlan plan =
            engine.prepare(Dreamnet.embedded().program("auto"), Objective.MEAN, 64, 64);
        PlanarImage image = new PlanarImage(48, 64)) {
      assertThatThrownBy(() -> plan.step(image, 1, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("64x64")
          .hasMessageContaining("48x64");
    }
  }

  @Test
  void aPictureThatIsTooSmallIsRefused() {
    DreamModel vgg16 = BenchModels.get("vgg16");
    try (DreamEngine engine = new TorchPeer(false, false).open(1)) {
      assertThatThrownBy(
              () -> engine.prepare(vgg16.program("block3_pool"), Objective.MEAN, 4, 4).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("too small");
    }
  }

  private static ReferenceCase reference(String name) {
    List<ReferenceCase> cases =
        ReferenceCase.read(SharedFiles.path("reference/" + name + ".safetensors"));
    return cases.get(0);
  }

  private static Verification replay(
      ReferenceCase reference, StepPeer peer, Verification.Tolerance tolerance) {
    try (DreamEngine engine = peer.open(2)) {
      return Verification.replay(
          reference, BenchModels.get(reference.network()), engine, tolerance);
    }
  }
}
