package dev.reverie.dream.ascent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.SharedFiles;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AscentTest {
  private static final AscentOptions STILL = new AscentOptions(10, 3, true, 3, 1.4, 8);

  private final DreamEngine engine = Engines.open("onednn", Precision.FLOAT32, 2);

  @AfterAll
  void closeEngine() {
    engine.close();
  }

  private static DreamModel vgg() {
    Path models = SharedFiles.path("models");
    return DreamModels.of(
        "vgg16", new ModelFiles(ModelCatalogue.standard(), models, models).load("vgg16"));
  }

  private static Mat astronaut(int width, int height) {
    String file = SharedFiles.path("media/astronaut.png").toString();
    try (Mat picture = opencv_imgcodecs.imread(file);
        Size size = new Size(width, height)) {
      Mat small = new Mat();
      opencv_imgproc.resize(picture, small, size, 0, 0, opencv_imgproc.INTER_AREA);
      return small;
    }
  }

  @Test
  void octavesGoFromSmallToFullInTheGivenRatio() {
    assertThat(new PictureSize(320, 240).octaves(3, 2, 1))
        .containsExactly(
            new PictureSize(80, 60), new PictureSize(160, 120), new PictureSize(320, 240));
  }

  @Test
  void octavesAreAlignedForTheNetworkAndNeverTooSmallToShowAnything() {
    List<PictureSize> sizes = new PictureSize(256, 144).octaves(6, 1.4, 16);

    assertThat(sizes).last().isEqualTo(new PictureSize(256, 144));
    assertThat(sizes).allSatisfy(size -> assertThat(size.width() % 16).isZero());
    assertThat(sizes).allSatisfy(size -> assertThat(size.height()).isGreaterThanOrEqualTo(48));
    assertThat(sizes).doesNotHaveDuplicates();
  }

  @Test
  void aSmallPictureStillHasItsOwnOctave() {
    assertThat(new PictureSize(40, 30).octaves(4, 1.4, 1)).containsExactly(new PictureSize(40, 30));
  }

  @Test
  void aSizeKeepsTheShapeOfTheFrame() {
    assertThat(new PictureSize(1280, 720).scaledToWidth(256, 16))
        .isEqualTo(new PictureSize(256, 144));
    assertThat(new PictureSize(720, 1280).scaledToWidth(250, 1))
        .isEqualTo(new PictureSize(250, 444));
  }

  @Test
  void aRollMovesEveryPixelAndTheOppositeRollBringsThemBack() {
    try (PlanarImage image = noise(13, 7);
        PlanarImage original = noise(13, 7)) {
      Roll roll = new Roll(new Random(1));
      roll.apply(image, 4, -2);
      // Plane 1, row 5, column 6 came from row 5+2 -> 0 (wrapped), column 2.
      int plane = 13 * 7;
      assertThat(image.values().get(plane + 5 * 13 + 6))
          .isEqualTo(original.values().get(plane + (5 + 2) % 7 * 13 + 2));
      roll.apply(image, -4, 2);
      assertThat(image.values()).isEqualTo(original.values());
    }
  }

  @Test
  void jitterStaysInItsRangeAndIsTheSameForTheSameSeed() {
    Roll one = new Roll(new Random(5));
    Roll two = new Roll(new Random(5));
    boolean moved = false;
    for (int i = 0; i < 200; i++) {
      int offset = one.offset(8, 100);
      assertThat(offset).isBetween(-8, 8).isEqualTo(two.offset(8, 100));
      assertThat(one.offset(64, 10)).isBetween(-5, 5).isEqualTo(two.offset(64, 10));
      moved |= offset != 0;
    }
    assertThat(moved).isTrue();
    assertThat(one.offset(0, 100)).isZero();
  }

  @Test
  void aStillRaisesTheActivationManyTimes() {
    try (Mat picture = astronaut(160, 120)) {
      StillDream.Outcome outcome =
          new StillDream(engine, new Random(1))
              .dream(picture, vgg(), "block3_pool", Objective.MEAN, STILL);

      assertThat(outcome.octaves()).hasSize(3);
      assertThat(outcome.lossAfter()).isGreaterThan(2 * outcome.lossBefore());
    }
  }

  @Test
  void dreamnetRaisesTheActivationOfTheLayerItWasTaughtBy() {
    DreamModel vgg = vgg();
    try (Mat picture = astronaut(160, 128)) {
      double before = activation(vgg, picture);
      new StillDream(engine, new Random(1))
          .dream(picture, Dreamnet.embedded(), "tendrils", Objective.MEAN, STILL);
      assertThat(activation(vgg, picture)).isGreaterThan(1.5 * before);
    }
  }

  private double activation(DreamModel vgg, Mat picture) {
    try (PlanarImage image = new PlanarImage(picture.cols(), picture.rows());
        var plan =
            engine.prepare(
                vgg.program("block3_pool"), Objective.MEAN, picture.cols(), picture.rows())) {
      image.setBgr(picture);
      return plan.objective(image);
    }
  }

  @Test
  void aPictureOfOddSizeKeepsItsSizeThoughTheNetworkWantsMultiples() {
    try (Mat picture = astronaut(101, 77);
        Mat before = picture.clone()) {
      new StillDream(engine, new Random(1))
          .dream(picture, Dreamnet.embedded(), "eyes", Objective.MEAN, STILL);
      assertThat(picture.cols()).isEqualTo(101);
      assertThat(picture.rows()).isEqualTo(77);
      assertThat(opencv_core.norm(picture, before, opencv_core.NORM_L1, null))
          .isGreaterThan(101 * 77);
    }
  }

  @Test
  void theSameSeedGivesTheSameStill() {
    try (Mat one = astronaut(96, 80);
        Mat two = astronaut(96, 80);
        Mat other = astronaut(96, 80)) {
      still(one, 1);
      still(two, 1);
      still(other, 2);
      assertThat(opencv_core.norm(one, two, opencv_core.NORM_INF, null)).isZero();
      assertThat(opencv_core.norm(one, other, opencv_core.NORM_INF, null)).isPositive();
    }
  }

  @Test
  void aStripHasARowForEachLayerAndAPictureForEachIteration() {
    try (Mat picture = astronaut(96, 80);
        Mat sheet =
            new Strip(engine)
                .draw(
                    picture,
                    Dreamnet.embedded(),
                    List.of("beads", "eyes"),
                    Objective.MEAN,
                    3,
                    4,
                    true)) {
      assertThat(sheet.cols()).isGreaterThan(4 * 96).isLessThan(5 * 96);
      assertThat(sheet.rows()).isGreaterThan(2 * 80).isLessThan(3 * 80);
    }
  }

  @Test
  void aFigureBeyondReasonIsRefused() {
    try (Mat picture = astronaut(96, 80)) {
      assertThatThrownBy(
              () ->
                  new Strip(engine)
                      .draw(
                          picture,
                          Dreamnet.embedded(),
                          List.of("beads"),
                          Objective.MEAN,
                          100_000,
                          4,
                          true))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("iterations")
          .hasMessageContaining("100000");
    }
  }

  private void still(Mat picture, long seed) {
    new StillDream(engine, new Random(seed))
        .dream(picture, Dreamnet.embedded(), "beads", Objective.MEAN, STILL);
  }

  private static PlanarImage noise(int width, int height) {
    PlanarImage image = new PlanarImage(width, height);
    Random random = new Random(9);
    for (int i = 0; i < image.count(); i++) {
      image.values().put(i, random.nextFloat() * 255);
    }
    return image;
  }
}
