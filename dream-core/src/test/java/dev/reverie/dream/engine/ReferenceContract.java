package dev.reverie.dream.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.config.SharedFiles;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.reference.ReferenceCase;
import dev.reverie.dream.reference.Verification;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine must do: with real weights, come as near to gradients, directions and ascents
 * that another framework computed in double precision as its numbers allow. Among the pictures are
 * even areas, where many values of a pool's window are equal.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ReferenceContract {
  private final Precision precision;
  private final Callable<DreamEngine> opener;
  private @Nullable DreamEngine engine;

  /**
   * @param precision that the engine computes with
   * @param opener called once; closed after the last test
   */
  protected ReferenceContract(Precision precision, Callable<DreamEngine> opener) {
    this.precision = precision;
    this.opener = opener;
  }

  @BeforeAll
  void openEngine() throws Exception {
    engine = opener.call();
  }

  @AfterAll
  void closeEngine() {
    if (engine != null) {
      engine.close();
    }
  }

  private DreamEngine engine() {
    return requireNonNull(engine);
  }

  /** A model of the shared folder. */
  protected static DreamModel model(String name) {
    Path models = SharedFiles.path("models");
    return DreamModels.of(
        name, new ModelFiles(ModelCatalogue.standard(), models, models).load(name));
  }

  /** A case of the shared folder. */
  protected static ReferenceCase reference(String name) {
    return ReferenceCase.read(SharedFiles.path("reference/" + name + ".safetensors")).get(0);
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
    ReferenceCase reference = reference(name);

    Verification verification =
        Verification.replay(reference, model(reference.network()), engine(), precision);

    assertThat(verification.passed()).as("%s", verification).isTrue();
    assertThat(verification.cosine()).isLessThan(1 + 1e-9);
  }

  @Test
  void everyMoodOfDreamnetGivesTheReferenceDirection() {
    List<ReferenceCase> moods =
        ReferenceCase.read(SharedFiles.path("dreamnet/case-160x128.safetensors"));

    assertThat(moods).hasSize(4);
    for (ReferenceCase mood : moods) {
      Verification verification =
          Verification.replay(mood, Dreamnet.embedded(), engine(), precision);
      assertThat(verification.passed()).as("%s", verification).isTrue();
    }
  }
}
