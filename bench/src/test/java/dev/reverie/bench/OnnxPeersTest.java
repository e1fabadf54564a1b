package dev.reverie.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.config.SharedFiles;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NativeLibraries;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.reference.ReferenceCase;
import dev.reverie.dream.reference.Verification;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peers that are given an ONNX file compute what the reference says. */
final class OnnxPeersTest {
  @BeforeAll
  static void configure() {
    NativeLibraries.configure();
  }

  private static ReferenceCase reference(String name) {
    return ReferenceCase.read(SharedFiles.path("reference/" + name + ".safetensors")).get(0);
  }

  /**
   * Real pictures have areas of one colour, where the values that a pool looks at are equal. After
   * Winograd's rounding another of them is the largest, so that the gradient is another's share of
   * the same activation: right to six digits in its objective, and off in its direction. The step
   * is what OpenCV's users get, so the peer keeps it.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vgg16-block2_pool-mean-160x120",
        "vgg16-block3_pool-mean-160x120",
        "vgg16-block3_conv2-channel17-200x152"
      })
  void openCvsWayBackGivesTheReferenceGradientButForTies(String name) {
    ReferenceCase reference = reference(name);
    try (DreamEngine engine = new OpenCvPeer().open(2)) {
      Verification verification =
          Verification.replay(
              reference,
              BenchModels.get(reference.network()),
              engine,
              new Verification.Tolerance(0.99, 5e-3, 35));

      assertThat(verification.passed()).as("%s", verification).isTrue();
    }
  }

  @Test
  void whereNoNeighboursAreEqualOpenCvsGradientIsPyTorchs() {
    ReferenceCase reference = reference("vgg16-block3_pool-mean-160x120");
    try (PlanarImage image = reference.image()) {
      Random random = new Random(1);
      for (int i = 0; i < image.count(); i++) {
        image.values().put(i, image.values().get(i) + random.nextFloat());
      }
      requireSameGradient("block3_pool", Objective.MEAN, image);
    }
  }

  @Test
  void openCvsGradientOfTheSquareIsPyTorchs() {
    try (PlanarImage image = new PlanarImage(64, 48)) {
      StepRace.fill(image);
      requireSameGradient("block2_pool", Objective.L2, image);
    }
  }

  private static void requireSameGradient(String layer, Objective objective, PlanarImage image) {
    Program program = BenchModels.get("vgg16").program(layer);
    try (DreamEngine openCv = new OpenCvPeer().open(2);
        DreamEngine torch = new TorchPeer(false, false).open(2);
        DreamPlan one = openCv.prepare(program, objective, image.width(), image.height());
        DreamPlan other = torch.prepare(program, objective, image.width(), image.height());
        PlanarImage gradient = new PlanarImage(image.width(), image.height());
        PlanarImage expected = new PlanarImage(image.width(), image.height())) {
      double value = one.gradient(image, gradient);

      assertThat(value).isCloseTo(other.gradient(image, expected), within(1e-5 * value));
      assertThat(StepRace.cosine(gradient, expected)).isGreaterThan(0.99999);
      // Of the same length, too: a step that is not normalised depends on it.
      assertThat(rms(gradient)).isCloseTo(rms(expected), within(1e-3 * rms(expected)));
    }
  }

  private static double rms(PlanarImage image) {
    return new NormalizedStep().rms(image.values(), image.count());
  }

  @Test
  void openCvSaysWhatItCannotRun() {
    OpenCvPeer peer = new OpenCvPeer();
    Program vgg16 = BenchModels.get("vgg16").program("block3_pool");

    assertThat(peer.supports(vgg16, new PictureSize(64, 48))).isTrue();
    // 100 is halved twice, not three times.
    assertThat(peer.supports(vgg16, new PictureSize(100, 48))).isFalse();
    assertThat(
            peer.supports(
                BenchModels.get("googlenet").program("inception_3b"), new PictureSize(64, 64)))
        .isFalse();
    assertThat(peer.supports(Dreamnet.embedded().program("auto"), new PictureSize(64, 64)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vgg16-block3_pool-mean-160x120",
        "googlenet-inception_3b-mean-200x152",
        "googlenet-inception_4c-l2-160x120"
      })
  void onnxRuntimesObjectiveIsTheReferences(String name) {
    ReferenceCase reference = reference(name);
    Program program = BenchModels.get(reference.network()).program(reference.layer());
    double expected = Objects.requireNonNull(reference.loss()).before();
    try (DreamEngine engine = new OnnxRuntimePeer().open(2);
        DreamPlan plan =
            engine.prepare(program, reference.objective(), reference.width(), reference.height());
        PlanarImage image = reference.image();
        PlanarImage untouched = reference.image()) {
      assertThat(plan.objective(image)).isCloseTo(expected, within(1e-4 * expected));
      assertThat(plan.step(image, 5, true)).isCloseTo(expected, within(1e-4 * expected));
      assertThat(image.values()).isEqualTo(untouched.values());
      assertThatThrownBy(() -> plan.gradient(image, untouched))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("forward");
    }
  }

  @Test
  void onnxRuntimeGivesEveryMoodsDirection() {
    try (DreamEngine engine = new OnnxRuntimePeer().open(2)) {
      for (ReferenceCase mood :
          ReferenceCase.read(SharedFiles.path("dreamnet/case-160x128.safetensors"))) {
        Verification verification =
            Verification.replay(mood, Dreamnet.embedded(), engine, Verification.Tolerance.FLOAT32);
        assertThat(verification.passed()).as("%s", verification).isTrue();
      }
    }
  }
}
