package dev.reverie.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class FlickerTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int AMPLITUDE = 20;

  /** Adds stripes of a few pixels that begin at {@code place}; returns the same picture. */
  private static Mat striped(Mat picture, double place) {
    try (UByteIndexer pixels = picture.createIndexer()) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          double wave = AMPLITUDE * Math.sin(2 * Math.PI * (x - place) / 24);
          for (int c = 0; c < 3; c++) {
            int value = (int) Math.round(pixels.get(y, x, c) + wave);
            pixels.put(y, x, c, Math.max(0, Math.min(255, value)));
          }
        }
      }
    }
    return picture;
  }

  /** A scene that moves by a pixel and a half a frame, with stripes as the test wants them. */
  private interface Dream {
    double place(int frame);
  }

  private static PairRecorder recorded(Dream dream) {
    PairRecorder recorder = new PairRecorder(12, 1, WIDTH, WIDTH, HEIGHT);
    for (int i = 0; i < 12; i++) {
      try (Mat frame = Shapes.waves(WIDTH, HEIGHT, 1.5 * i);
          Mat picture = striped(Shapes.waves(WIDTH, HEIGHT, 1.5 * i), dream.place(i))) {
        recorder.offer(Shapes.composed(frame, picture, i + 1));
      }
    }
    return recorder;
  }

  private static Flicker measured(PairRecorder recorder) {
    return Objects.requireNonNull(Flicker.of(recorder.pairs()));
  }

  @Test
  void aDreamThatClingsToTheSceneAddsNextToNothing() {
    try (PairRecorder recorder = recorded(i -> 1.5 * i)) {
      Flicker flicker = measured(recorder);
      assertThat(flicker.pairs()).isEqualTo(11);
      assertThat(flicker.trusted()).isGreaterThan(0.7);
      assertThat(flicker.rms()).isCloseTo(AMPLITUDE / Math.sqrt(2), within(0.5));
      assertThat(flicker.source()).isLessThan(2e-3);
      assertThat(flicker.output() - flicker.source()).isLessThan(2e-3);
      assertThat(flicker.alone()).isNull();
    }
  }

  @Test
  void aDreamThatStaysWhileTheSceneMovesAddsMoreAndOneThatJumpsAddsMost() {
    double clinging;
    double staying;
    double jumping;
    try (PairRecorder recorder = recorded(i -> 1.5 * i)) {
      clinging = measured(recorder).output();
    }
    try (PairRecorder recorder = recorded(i -> 0)) {
      staying = measured(recorder).output();
    }
    Random random = new Random(5);
    try (PairRecorder recorder = recorded(i -> 24 * random.nextDouble())) {
      jumping = measured(recorder).output();
    }
    assertThat(staying).isGreaterThan(2 * clinging);
    assertThat(jumping).isGreaterThan(2 * staying);
  }

  @Test
  void acrossACutNothingIsCompared() {
    try (PairRecorder recorder = new PairRecorder(4, 1, WIDTH, WIDTH, HEIGHT);
        PairRecorder other = new PairRecorder(2, 1, WIDTH, WIDTH, HEIGHT)) {
      Random random = new Random(9);
      for (int i = 0; i < 4; i++) {
        try (Mat frame = i < 2 ? Shapes.waves(WIDTH, HEIGHT, i) : Shapes.noise(WIDTH, HEIGHT, 2);
            Mat noise = Shapes.noise(WIDTH, HEIGHT, random.nextLong())) {
          recorder.offer(Shapes.composed(frame, frame, i + 1));
          other.offer(Shapes.composed(noise, noise, i + 1));
        }
      }
      // The waves are one scene, the noise that stands still is one, and there is a cut between.
      assertThat(measured(recorder).pairs()).isEqualTo(2);
      assertThat(Flicker.of(other.pairs())).isNull();
      assertThat(Flicker.of(other.pairs().subList(0, 1))).isNull();
    }
  }

  @Test
  void theComparisonIsMadeOnSomeOfThePairs() {
    try (PairRecorder recorder = recorded(i -> 1.5 * i);
        FakeDream engine = new FakeDream();
        FrameByFrame naive =
            new FrameByFrame(
                engine, FakeDream.subject(3, 1, 0, WIDTH, HEIGHT), WIDTH, HEIGHT, new Random(1))) {
      Flicker flicker = Objects.requireNonNull(Flicker.of(recorder.pairs(), naive, 4));
      Flicker.Alone alone = Objects.requireNonNull(flicker.alone());
      assertThat(flicker.pairs()).isEqualTo(11);
      assertThat(alone.pairs()).isEqualTo(4);
      assertThat(alone.rms()).isCloseTo(flicker.rms(), within(0.1 * flicker.rms()));
      assertThat(alone.source()).isCloseTo(flicker.source(), within(flicker.source()));
      assertThat(alone.frameByFrame()).isGreaterThan(5 * alone.output());
      double ratio = (alone.output() - alone.source()) / (alone.frameByFrame() - alone.source());
      assertThat(alone.ratio()).isCloseTo(ratio, within(1e-9));
    }
  }
}
