package dev.reverie.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

/** What is kept of the pictures that go by. */
class RecordingTest {

  private static double level(Mat picture) {
    try (Scalar mean = opencv_core.mean(picture)) {
      return mean.get(0);
    }
  }

  private static void offer(PairRecorder recorder, int width, int height, int sequence) {
    try (Mat frame = Shapes.grey(width, height, sequence);
        Mat picture = Shapes.grey(width, height, 100 + sequence)) {
      recorder.offer(Shapes.composed(frame, picture, sequence));
    }
  }

  @Test
  void picturesAreKeptReducedAndInOrderUntilThereIsNoMoreRoom() {
    try (PairRecorder recorder = new PairRecorder(3, 1, 320, 1280, 720)) {
      assertThat(recorder.pairs()).isEmpty();
      for (int sequence : new int[] {4, 5, 9, 10}) {
        assertThat(recorder.isFull()).isEqualTo(sequence == 10);
        offer(recorder, 1280, 720, sequence);
      }
      List<PairRecorder.Pair> pairs = recorder.pairs();
      assertThat(pairs).hasSize(3);
      assertThat(pairs.get(0).source().cols()).isEqualTo(320);
      assertThat(pairs.get(0).output().rows()).isEqualTo(180);
      assertThat(pairs.stream().map(pair -> level(pair.source()))).containsExactly(4.0, 5.0, 9.0);
      assertThat(pairs.stream().map(pair -> level(pair.output())))
          .containsExactly(104.0, 105.0, 109.0);
    }
  }

  @Test
  void aFrameThatIsShownAgainIsNotKeptAgain() {
    try (PairRecorder recorder = new PairRecorder(5, 1, 320, 64, 48)) {
      for (int sequence : new int[] {1, 1, 2, 2, 2, 3}) {
        offer(recorder, 64, 48, sequence);
      }
      assertThat(recorder.pairs().stream().map(pair -> level(pair.source())))
          .containsExactly(1.0, 2.0, 3.0);
      assertThat(recorder.pairs().get(0).source().cols()).as("never enlarged").isEqualTo(64);
    }
  }

  @Test
  void everyThirdFrameIsEveryThirdNewFrame() {
    try (PairRecorder recorder = new PairRecorder(3, 3, 320, 64, 48)) {
      for (int sequence : new int[] {1, 2, 2, 3, 4, 5, 6, 7, 8}) {
        offer(recorder, 64, 48, sequence);
      }
      assertThat(recorder.pairs().stream().map(pair -> level(pair.source())))
          .containsExactly(1.0, 4.0, 7.0);
    }
  }

  @Test
  void whatComesAfterTheEndIsNotKept() {
    PairRecorder recorder = new PairRecorder(3, 1, 320, 64, 48);
    offer(recorder, 64, 48, 1);
    recorder.close();
    offer(recorder, 64, 48, 2);
    assertThat(recorder.pairs()).isEmpty();
  }

  @Test
  void levelsAreLookedAtOnlySoOften() {
    try (LevelsLog log = new LevelsLog(100);
        Mat frame = Shapes.grey(640, 480, 50);
        Mat picture = Shapes.grey(640, 480, 255)) {
      assertThat(log.drift()).isNull();
      for (long now = 0; now < 1000; now += 30) {
        log.offer(Shapes.composed(frame, picture, now), now);
      }
      Drift drift = Objects.requireNonNull(log.drift());
      assertThat(drift.samples()).isEqualTo(9); // at 0, 120, 240 and so on
      assertThat(drift.source().overall()).isEqualTo(new Levels(50, 0, 0, 0, 0));
      assertThat(drift.output().overall()).isEqualTo(new Levels(255, 0, 0, 1, 1));
    }
  }

  @Test
  void levelsAreNotLookedAtAfterTheEnd() {
    LevelsLog log = new LevelsLog(1);
    try (Mat picture = Shapes.grey(64, 48, 50)) {
      log.offer(Shapes.composed(picture, picture, 1), 0);
      log.close();
      log.offer(Shapes.composed(picture, picture, 2), 10);
    }
    assertThat(Objects.requireNonNull(log.drift()).samples()).isEqualTo(1);
  }

  @Test
  void clippedPixelsOfALargePictureAreNotAveragedAway() {
    try (LevelsLog log = new LevelsLog(1);
        Mat picture = Shapes.grey(1280, 720, 128);
        Rect left = new Rect(0, 0, 320, 720);
        Mat quarter = new Mat(picture, left)) {
      // A quarter of the picture is a chess board of black and white, pixel by pixel.
      for (int y = 0; y < 720; y++) {
        try (Mat row = quarter.row(y)) {
          row.put(Scalar.all(y % 2 == 0 ? 0 : 255));
        }
      }
      log.offer(Shapes.composed(picture, picture, 1), 0);
      Levels levels = Objects.requireNonNull(log.drift()).output().overall();
      assertThat(levels.clippedPixels()).isCloseTo(0.25, within(0.01));
    }
  }

  @Test
  void linuxesOwnAccountOfMemoryIsRead() {
    List<String> status = List.of("Name:\tjava", "VmHWM:\t  400000 kB", "VmRSS:\t  300000 kB");
    assertThat(ProcessUse.megabytes(status, "VmRSS")).isEqualTo(307.2);
    assertThat(ProcessUse.megabytes(status, "VmHWM")).isEqualTo(409.6);
    assertThat(ProcessUse.megabytes(List.of(), "VmRSS")).isNull();
  }

  @Test
  void whatThisProcessTakesGrows() {
    ProcessUse before = ProcessUse.now();
    byte[][] garbage = new byte[64][];
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] = new byte[1 << 20];
    }
    ProcessUse after = ProcessUse.now();
    assertThat(garbage[63]).hasSize(1 << 20);
    assertThat(after.cpuSeconds()).isGreaterThanOrEqualTo(before.cpuSeconds()).isPositive();
    assertThat(after.allocatedMb() - before.allocatedMb()).isGreaterThan(60);
    assertThat(ProcessUse.cpuSeconds(Thread.currentThread())).isPositive();
  }
}
