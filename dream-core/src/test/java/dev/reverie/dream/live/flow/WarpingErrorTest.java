package dev.reverie.dream.live.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WarpingErrorTest {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 96;

  private final WarpingError error = new WarpingError();

  @AfterEach
  void close() {
    error.close();
  }

  @Test
  void onAStillSourceItIsTheMeanSquareDifference() {
    try (Mat still = Texture.waves(1).draw(WIDTH, HEIGHT, 3);
        Mat before = random(1);
        Mat after = random(2)) {
      error.source(still, still);
      assertThat(error.trusted()).isEqualTo(1);
      double expected = 0;
      try (UByteIndexer a = before.createIndexer();
          UByteIndexer b = after.createIndexer()) {
        for (int y = 0; y < HEIGHT; y++) {
          for (int x = 0; x < WIDTH; x++) {
            for (int c = 0; c < 3; c++) {
              double difference = (b.get(y, x, c) - a.get(y, x, c)) / 255.0;
              expected += difference * difference / (WIDTH * HEIGHT * 3);
            }
          }
        }
      }
      assertThat(error.between(before, after).orElseThrow()).isCloseTo(expected, within(1e-6));
      assertThat(error.between(before, before).orElseThrow()).isZero();
    }
  }

  @Test
  void whatMovesWithTheSourceIsSteadyAndWhatStandsStillOnItIsNot() {
    Texture scene = Texture.waves(2);
    Texture dream = Texture.waves(3);
    try (Mat before = scene.draw(WIDTH, HEIGHT, 3);
        Mat after = scene.moved(4.5, 1.5).draw(WIDTH, HEIGHT, 3);
        Mat dreamed = dream.draw(WIDTH, HEIGHT, 3);
        Mat carried = dream.moved(4.5, 1.5).draw(WIDTH, HEIGHT, 3)) {
      error.source(before, after);
      assertThat(error.trusted()).isGreaterThan(0.8);
      assertThat(error.between(before, after).orElseThrow()).isLessThan(2e-4);
      double steady = error.between(dreamed, carried).orElseThrow();
      double stuck = error.between(dreamed, dreamed).orElseThrow();
      assertThat(steady).isLessThan(2e-4);
      assertThat(stuck).isGreaterThan(100 * steady);
    }
  }

  @Test
  void whatWasUncoveredDoesNotCount() {
    Texture wall = Texture.waves(4);
    Texture square = Texture.waves(5);
    Texture beforeTexture = wall.under(square, 50, 25, 50);
    Texture afterTexture = wall.under(square.moved(20, 0), 70, 25, 50);
    // Something appears on the uncovered strip alone.
    Texture surprise = afterTexture.under(Texture.flat(255), 55, 35, 10);
    try (Mat before = beforeTexture.draw(WIDTH, HEIGHT, 3);
        Mat after = afterTexture.draw(WIDTH, HEIGHT, 3);
        Mat surprising = surprise.draw(WIDTH, HEIGHT, 3)) {
      error.source(before, after);
      assertThat(error.trusted()).isBetween(0.5, 0.95);
      double plain = error.between(before, after).orElseThrow();
      assertThat(error.between(before, surprising).orElseThrow()).isCloseTo(plain, within(1e-5));
    }
  }

  @Test
  void oneFlowServesSeveralSequences() {
    Texture scene = Texture.waves(6);
    try (Mat before = scene.draw(WIDTH, HEIGHT, 3);
        Mat after = scene.moved(2, 0).draw(WIDTH, HEIGHT, 3);
        Mat noise = random(4);
        Mat more = random(5)) {
      error.source(before, after);
      double first = error.between(before, after).orElseThrow();
      assertThat(error.between(noise, more).orElseThrow()).isGreaterThan(0.05);
      assertThat(error.between(before, after).orElseThrow()).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 255})
  void aSourceOfOneColourCountsWhole(double grey) {
    try (Mat flat = Texture.flat(grey).draw(WIDTH, HEIGHT, 3)) {
      error.source(flat, flat);
      assertThat(error.trusted()).isEqualTo(1);
      assertThat(error.between(flat, flat).orElseThrow()).isZero();
    }
  }

  @Test
  void wrongSizesAreRefusedInWords() {
    try (Mat frame = Texture.flat(1).draw(WIDTH, HEIGHT, 3);
        Mat other = Texture.flat(1).draw(HEIGHT, WIDTH, 3);
        Mat tiny = Texture.flat(1).draw(40, 15, 3)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> error.between(frame, frame))
          .withMessageContaining("source()");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> error.source(frame, other))
          .withMessageContaining("96x160")
          .withMessageContaining("160x96");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> error.source(tiny, tiny))
          .withMessageContaining("40x15")
          .withMessageContaining("16 pixels");
      error.source(frame, frame);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> error.between(frame, other))
          .withMessageContaining("96x160");
    }
  }

  private static Mat random(long seed) {
    byte[] bytes = new byte[3 * WIDTH * HEIGHT];
    new Random(seed).nextBytes(bytes);
    Mat mat = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3);
    try (BytePointer data = mat.data()) {
      data.put(bytes);
    }
    return mat;
  }
}
