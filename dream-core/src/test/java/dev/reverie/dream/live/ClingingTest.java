package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.flow.LumaPicture;
import dev.reverie.dream.live.flow.Transform;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dream sticks to what it was dreamed on: a textured scene that moves past a window. */
final class ClingingTest {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 144;

  /** Pixels that the scene moves to the left from frame to frame. */
  private static final int STEP = 3;

  private static final PictureSize SIZE = new PictureSize(WIDTH, HEIGHT);

  private final Mat scene = scene(7);
  private final ResidualSlot residuals = new ResidualSlot();
  private final ShownResidual shown = new ShownResidual();
  private final LumaPicture reader = new LumaPicture();
  private final Mat luma = new Mat();

  @AfterEach
  void close() {
    scene.close();
    residuals.close();
    shown.close();
    reader.close();
    luma.close();
  }

  @Test
  void theCarriedResidualFollowsTheScene() {
    try (CarriedResidual carried = new CarriedResidual();
        Mat first = frame(0)) {
      carried.look(first);
      blob(carried.carry(SIZE, true, Transform.IDENTITY), 180, 70);
      PlanarImage residual = null;
      for (int i = 1; i <= 20; i++) {
        try (Mat next = frame(i)) {
          carried.look(next);
          residual = carried.carry(SIZE, true, Transform.IDENTITY);
        }
      }
      assertThat(centre(residual)).isCloseTo(180 - 20 * STEP, within(2.0));
    }
  }

  @Test
  void withoutFlowTheCarriedResidualStaysWhereItWasDrawn() {
    try (CarriedResidual carried = new CarriedResidual();
        Mat first = frame(0);
        Mat second = frame(8)) {
      carried.look(first);
      blob(carried.carry(SIZE, false, Transform.IDENTITY), 180, 70);
      carried.look(second);
      assertThat(centre(carried.carry(SIZE, false, Transform.IDENTITY)))
          .isCloseTo(180, within(0.01));
    }
  }

  @Test
  void aSecondTickOnTheSameFrameMovesNothingButTheFeedback() {
    try (CarriedResidual carried = new CarriedResidual();
        Mat first = frame(0);
        Mat second = frame(1)) {
      carried.look(first);
      blob(carried.carry(SIZE, true, Transform.IDENTITY), 128, 72);
      carried.look(second);
      carried.carry(SIZE, true, Transform.IDENTITY);
      assertThat(centre(carried.carry(SIZE, true, Transform.IDENTITY)))
          .isCloseTo(128 - STEP, within(0.5));
      Transform drift = new Transform(1, 0, 10.0 / WIDTH, 0);
      assertThat(centre(carried.carry(SIZE, true, drift))).isCloseTo(138 - STEP, within(0.7));
    }
  }

  @Test
  void anotherSceneClearsTheCarriedResidualAtOnce() {
    try (CarriedResidual carried = new CarriedResidual();
        Mat first = frame(0);
        Mat other = scene(99);
        Mat second = window(other, 0)) {
      carried.look(first);
      blob(carried.carry(SIZE, true, Transform.IDENTITY), 128, 72);
      carried.look(second);
      assertThat(opencv_core.norm(carried.carry(SIZE, true, Transform.IDENTITY).all())).isZero();
    }
  }

  @Test
  void aNewSizeKeepsTheCarriedResidual() {
    try (CarriedResidual carried = new CarriedResidual();
        Mat first = frame(0)) {
      carried.look(first);
      blob(carried.carry(SIZE, true, Transform.IDENTITY), 128, 72);
      PlanarImage half = carried.carry(new PictureSize(128, 72), true, Transform.IDENTITY);
      assertThat(centre(half)).isCloseTo(64, within(0.6));
    }
  }

  @Test
  void anOldResidualLiesWhereItsSceneIsNow() {
    publish(0, 180, 1);
    // The dream is slow: ten pictures leave under the same residual.
    for (int i = 0; i <= 10; i++) {
      show(i, 0);
    }
    assertThat(centre(shown.residual())).isCloseTo(180 - 10 * STEP, within(1.0));
  }

  @Test
  void smoothingLeavesNoGhostBehindWhatMoves() {
    for (int i = 0; i <= 20; i++) {
      publish(i, 180 - i * STEP, i + 1L);
      show(i, 0.9);
    }
    // Smoothed where it was drawn, the blob would trail 0.9 / (1 - 0.9) = 9 frames behind.
    assertThat(centre(shown.residual())).isCloseTo(180 - 20 * STEP, within(2.0));
  }

  @Test
  void anotherSceneIsShownWithoutTheOldDream() {
    publish(0, 128, 1);
    show(0, 0.9);
    show(1, 0.9);
    try (Mat other = scene(99);
        Mat frame = window(other, 0)) {
      shown.update(residuals, frame, new FrameFeed.Stamp(3, 0, true), 0.9, true);
      PlanarImage left = shown.residual();
      assertThat(left == null ? 0 : opencv_core.norm(left.all())).isLessThan(1);
    }
  }

  private void show(int i, double blend) {
    try (Mat frame = frame(i)) {
      shown.update(residuals, frame, new FrameFeed.Stamp(i + 1L, 0, true), blend, true);
    }
  }

  private void publish(int i, int x, long sequence) {
    try (Mat frame = frame(i);
        PlanarImage residual = new PlanarImage(WIDTH, HEIGHT)) {
      reader.read(frame, luma);
      blob(residual, x, 70);
      residuals.publish(residual, 1, luma, sequence);
    }
  }

  private Mat frame(int i) {
    return window(scene, i * STEP);
  }

  private static Mat window(Mat scene, int x) {
    try (Rect rect = new Rect(x, 0, WIDTH, HEIGHT);
        Mat view = new Mat(scene, rect)) {
      return view.clone();
    }
  }

  /** Soft spots of all sizes, 8-bit BGR. */
  private static Mat scene(int seed) {
    byte[] bytes = new byte[60 * 18];
    new Random(seed).nextBytes(bytes);
    Mat scene = new Mat();
    try (Mat coarse = new Mat(18, 60, opencv_core.CV_8UC1);
        Mat grey = new Mat();
        Size size = new Size(480, HEIGHT);
        BytePointer data = coarse.data()) {
      data.put(bytes);
      opencv_imgproc.resize(coarse, grey, size, 0, 0, opencv_imgproc.INTER_CUBIC);
      opencv_imgproc.cvtColor(grey, scene, opencv_imgproc.COLOR_GRAY2BGR);
    }
    return scene;
  }

  private static void blob(PlanarImage residual, int x, int y) {
    residual.clear();
    for (int dy = -8; dy <= 8; dy++) {
      for (int dx = -8; dx <= 8; dx++) {
        float value = (float) (40 * Math.exp(-(dx * dx + dy * dy) / 18.0));
        residual.values().put((y + dy) * residual.width() + x + dx, value);
      }
    }
  }

  /** Where the residual's blue plane has its centre of mass, in pixels from the left. */
  private static double centre(@Nullable PlanarImage residual) {
    assertThat(residual).isNotNull();
    double sum = 0;
    double moment = 0;
    for (int i = 0; i < residual.width() * residual.height(); i++) {
      double value = Math.max(0, residual.values().get(i));
      sum += value;
      moment += value * (i % residual.width());
    }
    return moment / sum;
  }
}
