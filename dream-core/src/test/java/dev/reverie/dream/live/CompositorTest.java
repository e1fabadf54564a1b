package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.governor.Governor;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CompositorTest {
  private record Picture(int grey, boolean dreamed) {}

  private final LiveTestFeed feed = new LiveTestFeed(64, 48);
  private final ResidualSlot residuals = new ResidualSlot();
  private final Mat luma = new Mat(48, 64, opencv_core.CV_8UC1, new Scalar(100, 0, 0, 0));
  private final CopyOnWriteArrayList<Picture> pictures = new CopyOnWriteArrayList<>();
  private volatile Controls controls =
      Controls.defaults().with(Map.of("fps", 60, "blend", 0, "flow", false, "flash", false));
  private final Compositor compositor =
      new Compositor(
          feed,
          residuals,
          () -> controls,
          shown -> pictures.add(new Picture(middle(shown.picture()), shown.dreamed())),
          new Governor(Clock.system()),
          Clock.system());

  @AfterEach
  void close() {
    compositor.close();
    residuals.close();
    luma.close();
    feed.close();
  }

  @Test
  void thePictureMovesThoughTheDreamStandsStill() {
    publish(0);
    compositor.start();
    for (int grey = 10; grey <= 50; grey += 10) {
      int expected = grey;
      feed.show(grey, true);
      await().until(() -> last().grey() == expected);
    }
  }

  @Test
  void picturesFlowBeforeTheFirstDream() {
    feed.show(77, true);
    compositor.start();
    await().until(() -> pictures.size() > 5);
    assertThat(last()).isEqualTo(new Picture(77, false));
    assertThat(compositor.dreamedPictures()).isZero();
  }

  @Test
  void theResidualIsAddedWithItsSignAndStrength() {
    feed.show(100, true);
    publish(40);
    compositor.start();
    await().until(() -> !pictures.isEmpty() && last().equals(new Picture(140, true)));
    publish(-30);
    await().until(() -> last().grey() == 70);
    controls = controls.with(Map.of("intensity", 2));
    await().until(() -> last().grey() == 40);
    controls = controls.with(Map.of("intensity", 0));
    await().until(() -> last().grey() == 100);
  }

  @Test
  void theSumStaysBetweenBlackAndWhite() {
    feed.show(250, true);
    publish(90);
    compositor.start();
    await().until(() -> !pictures.isEmpty() && last().grey() == 255);
    feed.show(5, true);
    publish(-90);
    await().until(() -> last().grey() == 0);
  }

  @Test
  void blendEasesFromOneDreamToTheNext() {
    controls = controls.with(Map.of("blend", 0.9));
    feed.show(100, true);
    publish(100);
    compositor.start();
    await().until(() -> !pictures.isEmpty() && last().grey() >= 198);
    // 100 * (1 - 0.9^n): the first steps are a tenth of what is left each.
    assertThat(pictures.get(0).grey()).isCloseTo(110, within(2));
    assertThat(pictures.get(1).grey()).isCloseTo(119, within(2));
    assertThat(pictures.get(2).grey()).isCloseTo(127, within(2));
  }

  @Test
  void withoutASignalTheDreamFadesAndComesBackWithIt() {
    feed.show(100, true);
    publish(50);
    compositor.start();
    await().until(() -> !pictures.isEmpty() && last().grey() == 150);
    feed.show(20, false);
    await().until(() -> last().equals(new Picture(20, false)));
    feed.show(100, true);
    await().until(() -> last().grey() == 150);
  }

  @Test
  void aResidualOfAnotherSizeTakesOverWithoutALostPicture() {
    feed.show(100, true);
    publish(20);
    compositor.start();
    await().until(() -> !pictures.isEmpty() && last().grey() == 120);
    try (PlanarImage larger = filled(32, 24, 60)) {
      residuals.publish(larger, 1, luma, 1);
    }
    await().until(() -> last().grey() == 160);
  }

  @Test
  void aSinkThatFailsOnceDoesNotEndTheFeed() {
    CopyOnWriteArrayList<Integer> seen = new CopyOnWriteArrayList<>();
    feed.show(9, true);
    try (Compositor fragile =
        new Compositor(
                feed,
                residuals,
                () -> controls,
                shown -> {
                  seen.add(middle(shown.picture()));
                  if (seen.size() == 1) {
                    throw new IllegalStateException("the first picture is refused");
                  }
                },
                new Governor(Clock.system()),
                Clock.system())
            .start()) {
      await().until(() -> seen.size() > 3);
      assertThat(fragile.pictures()).isPositive();
    }
  }

  @Test
  void nativeMemoryThatRunsOutOverAndOverDoesNotEndTheFeed() {
    AtomicInteger calls = new AtomicInteger();
    CopyOnWriteArrayList<Integer> seen = new CopyOnWriteArrayList<>();
    feed.show(9, true);
    try (Compositor starved =
        new Compositor(
                feed,
                residuals,
                () -> controls,
                shown -> {
                  if (calls.incrementAndGet() <= 5) {
                    throw new OutOfMemoryError("no native memory");
                  }
                  seen.add(middle(shown.picture()));
                },
                new Governor(Clock.system()),
                Clock.system())
            .start()) {
      await().until(() -> seen.size() > 3);
      assertThat(seen).containsOnly(9);
      assertThat(starved.pictures()).isPositive();
    }
  }

  private Picture last() {
    return pictures.get(pictures.size() - 1);
  }

  private void publish(float value) {
    try (PlanarImage residual = filled(16, 12, value)) {
      residuals.publish(residual, 1, luma, 1);
    }
  }

  private static PlanarImage filled(int width, int height, float value) {
    PlanarImage image = new PlanarImage(width, height);
    for (int i = 0; i < image.count(); i++) {
      image.values().put(i, value);
    }
    return image;
  }

  private static int middle(Mat picture) {
    try (UByteIndexer pixels = picture.createIndexer()) {
      return pixels.get(picture.rows() / 2, picture.cols() / 2, 1);
    }
  }
}
