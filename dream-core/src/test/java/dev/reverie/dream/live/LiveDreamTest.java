package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.config.Controls;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Dreamnet;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveDreamTest {
  private static final Controls SMALL = Controls.defaults().with(Map.of("size", 64, "decay", 1));

  private final DreamEngine engine = Engines.open("onednn", Precision.FLOAT32, 2);
  private final DreamModel dreamnet = Dreamnet.embedded();

  @AfterAll
  void closeEngine() {
    engine.close();
  }

  private DreamTarget target(Controls controls) {
    return new DreamTarget(dreamnet, "tendrils", controls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"black", "white", "noise"})
  void aDreamThatForgetsNothingStaysInBounds(String kind) {
    try (TickRig dream = new TickRig(engine);
        Mat picture = picture(kind, 64, 48)) {
      for (int i = 0; i < 300; i++) {
        PlanarImage residual = dream.tick(picture, target(SMALL));
        double rms = opencv_core.norm(residual.all()) / Math.sqrt(residual.count());
        assertThat(rms).isFinite().isLessThanOrEqualTo(52.01);
      }
    }
  }

  @Test
  void theDreamNeverPushesAPictureBeyondBlackAndWhite() {
    try (TickRig dream = new TickRig(engine);
        Mat picture = picture("white", 64, 48)) {
      for (int i = 0; i < 50; i++) {
        PlanarImage residual = dream.tick(picture, target(SMALL));
        for (int v = 0; v < residual.count(); v++) {
          assertThat(residual.values().get(v)).isBetween(-255f, 0.01f);
        }
      }
    }
  }

  @Test
  void withoutStepsTheDreamDecays() {
    try (TickRig dream = new TickRig(engine);
        Mat picture = picture("noise", 64, 48)) {
      Controls octave = SMALL.with(Map.of("octaves", 1));
      for (int i = 0; i < 20; i++) {
        dream.tick(picture, target(octave));
      }
      double before = opencv_core.norm(dream.tick(picture, target(octave)).all());
      Controls fading = octave.with(Map.of("step", 0, "decay", 0.5));
      double after = opencv_core.norm(dream.tick(picture, target(fading)).all());
      assertThat(after).isBetween(0.4 * before, 0.6 * before);
    }
  }

  @Test
  void aNewSizeGoesOnWithTheOldDream() {
    try (TickRig dream = new TickRig(engine);
        Mat picture = picture("noise", 128, 96)) {
      for (int i = 0; i < 30; i++) {
        dream.tick(picture, target(SMALL));
      }
      Controls still = SMALL.with(Map.of("step", 0));
      double small = rms(dream.tick(picture, target(still)));
      double large = rms(dream.tick(picture, target(still.with(Map.of("size", 128)))));
      assertThat(large).isBetween(0.5 * small, 1.2 * small);
    }
  }

  @Test
  void anAbsurdStepDoesNotBlackenTheDreamForEver() {
    try (TickRig dream = new TickRig(engine);
        Mat picture = picture("noise", 64, 48)) {
      Controls absurd = SMALL.with(Map.of("step", 100000, "steps", 20));
      for (int i = 0; i < 4; i++) {
        dream.tick(picture, target(absurd));
      }
      double rms = 0;
      for (int i = 0; i < 40; i++) {
        rms = rms(dream.tick(picture, target(SMALL.with(Map.of("decay", 0.9)))));
      }
      assertThat(rms).isFinite().isBetween(1.0, 52.01);
    }
  }

  private static double rms(PlanarImage image) {
    return opencv_core.norm(image.all()) / Math.sqrt(image.count());
  }

  private static Mat picture(String kind, int width, int height) {
    int grey = kind.equals("white") ? 255 : 0;
    Mat picture = new Mat(height, width, opencv_core.CV_8UC3, new Scalar(grey, grey, grey, 0));
    if (kind.equals("noise")) {
      byte[] bytes = new byte[3 * width * height];
      new Random(8).nextBytes(bytes);
      try (BytePointer data = picture.data()) {
        data.put(bytes);
      }
    }
    return picture;
  }
}
