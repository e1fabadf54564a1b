package dev.reverie.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.network.Dreamnet;
import java.util.List;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class FrameByFrameTest {
  @Test
  void itDreamsAsStronglyAsItIsAskedTo() {
    FakeDream engine = new FakeDream();
    try (FrameByFrame naive =
            new FrameByFrame(engine, FakeDream.subject(3, 1, 0, 160, 96), 160, 96, new Random(1));
        Mat frame = Shapes.grey(160, 96, 128);
        Mat into = new Mat()) {
      FrameByFrame.Strength strength = naive.match(List.of(frame, frame, frame, frame), 20);
      // Six steps of 3 change it by 18, seven by 21: seven it is, a little shorter.
      assertThat(strength.steps()).isEqualTo(7);
      assertThat(strength.step()).isCloseTo(20 / 7.0, within(0.1));
      assertThat(strength.rms()).isCloseTo(20, within(0.5));
      naive.dream(frame, into);
      assertThat(FrameByFrame.rms(frame, into)).isCloseTo(20, within(0.5));
    }
    assertThat(engine.open()).as("plans that were left").isZero();
  }

  @Test
  void everyFrameIsDreamedFromScratch() {
    try (FrameByFrame naive =
            new FrameByFrame(
                new FakeDream(), FakeDream.subject(5, 1, 0, 160, 96), 160, 96, new Random(1));
        Mat frame = Shapes.waves(160, 96, 0);
        Mat other = Shapes.grey(160, 96, 20);
        Mat first = new Mat();
        Mat second = new Mat()) {
      naive.dream(frame, first);
      naive.dream(other, second);
      naive.dream(frame, second);
      assertThat(FrameByFrame.rms(first, second)).isZero();
      assertThat(FrameByFrame.rms(frame, first)).isCloseTo(5, within(0.1));
    }
  }

  @Test
  void jitterIsDrawnAnewForEveryFrame() {
    try (FrameByFrame naive =
            new FrameByFrame(
                new FakeDream(), FakeDream.subject(5, 1, 8, 160, 96), 160, 96, new Random(1));
        Mat frame = Shapes.grey(160, 96, 128);
        Mat first = new Mat();
        Mat next = new Mat()) {
      naive.dream(frame, first);
      int different = 0;
      for (int i = 0; i < 20; i++) {
        naive.dream(frame, next);
        different += FrameByFrame.rms(first, next) > 1 ? 1 : 0;
      }
      assertThat(different).isBetween(3, 17); // the stripes lie on even columns or on odd ones
    }
  }

  @Test
  void octavesAreThoseOfTheLiveDream() {
    FakeDream engine = new FakeDream();
    try (FrameByFrame naive =
            new FrameByFrame(engine, FakeDream.subject(3, 2, 0, 160, 96), 320, 192, new Random(1));
        Mat frame = Shapes.grey(320, 192, 128);
        Mat into = new Mat()) {
      naive.dream(frame, into);
      assertThat(into.cols()).isEqualTo(320);
      assertThat(engine.prepared())
          .isEqualTo(new PictureSize(160, 96).octaves(2, 1.4, Dreamnet.embedded().alignment()))
          .hasSize(2);
    }
  }

  @Test
  void someOfAListAreSpreadOverAllOfIt() {
    List<Integer> ten = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(FrameByFrame.spread(ten, 20)).isEqualTo(ten);
    assertThat(FrameByFrame.spread(ten, 10)).isEqualTo(ten);
    assertThat(FrameByFrame.spread(ten, 2)).containsExactly(2, 7);
    assertThat(FrameByFrame.spread(ten, 1)).containsExactly(5);
  }
}
