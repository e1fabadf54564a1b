package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.config.Clock;
import dev.reverie.config.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoSourceTest {
  private static final Fit AS_IT_IS = Fit.Dimensions::new;
  private static final String PERSON = "person-640x480-30fps.mkv";

  private final ManualClock clock = new ManualClock();

  /** Reads {@code count} frames; returns when each was delivered, in milliseconds. */
  private List<Double> times(VideoSource source, int count) throws Exception {
    List<Double> times = new ArrayList<>();
    try (Mat frame = new Mat()) {
      source.open();
      while (times.size() < count) {
        if (source.read(frame)) {
          times.add(clock.nanoTime() / 1e6);
        }
      }
    }
    return times;
  }

  private static void readAll(VideoSource source) throws Exception {
    try (Mat frame = new Mat()) {
      for (int i = 0; i < 1000; i++) {
        source.read(frame);
      }
    }
  }

  private static int framesOf(Path file) throws Exception {
    try (VideoDecoder decoder = new VideoDecoder(Clock.system())) {
      decoder.open(file.toString(), Map.of(), 5_000_000_000L);
      int count = 0;
      while (decoder.next(1_000_000_000L)) {
        count++;
      }
      return count;
    }
  }

  @Test
  void a_video_loops_without_a_gap_or_a_skipped_frame() throws Exception {
    Path file = Media.shared(PERSON);
    int round = framesOf(file);
    try (VideoSource source = VideoSource.file(file, AS_IT_IS, clock)) {
      List<Double> times = times(source, 2 * round);
      assertThat(times.get(round) - times.get(round - 1)).as("seam").isCloseTo(33.3, within(1.1));
      for (int i = 1; i < round; i++) {
        double first = times.get(i) - times.get(i - 1);
        double second = times.get(round + i) - times.get(round + i - 1);
        assertThat(second).as("step to frame %d", i).isCloseTo(first, within(0.01));
      }
    }
  }

  @Test
  void theSecondRoundShowsTheSamePicturesAsTheFirst() throws Exception {
    Path file = Media.shared(PERSON);
    int round = framesOf(file);
    try (VideoSource source = VideoSource.file(file, AS_IT_IS, clock);
        Mat frame = new Mat();
        Mat first = new Mat();
        Mat last = new Mat()) {
      source.open();
      for (int i = 0; i < 2 * round; i++) {
        assertThat(source.read(frame)).isTrue();
        if (i == 0) {
          frame.copyTo(first);
        } else if (i == round - 1) {
          frame.copyTo(last);
        } else if (i == round) {
          assertThat(Media.difference(frame, first)).isZero();
        }
      }
      assertThat(Media.difference(frame, last)).isZero();
      assertThat(Media.meanDifference(first, last)).isGreaterThan(1);
    }
  }

  @Test
  void framesAreDeliveredAtTheSizeInWhichTheyAreWanted() throws Exception {
    Path file = Media.shared("bottles-640x360.mp4");
    try (VideoSource source =
            VideoSource.file(file, (w, h) -> new Fit.Dimensions(w / 4 + 1, h / 4), clock);
        Mat frame = new Mat()) {
      source.open();
      assertThat(source.read(frame)).isTrue();
      assertThat(frame.cols()).isEqualTo(161);
      assertThat(frame.rows()).isEqualTo(90);
      assertThat(frame.isContinuous()).isTrue();
    }
  }

  @Test
  void a_truncated_video_plays_what_is_there_and_loops(@TempDir Path folder) throws Exception {
    byte[] bytes = Files.readAllBytes(Media.shared(PERSON));
    Path cut = Files.write(folder.resolve("cut.mkv"), Arrays.copyOf(bytes, bytes.length / 3));
    try (VideoSource source = VideoSource.file(cut, AS_IT_IS, clock)) {
      assertThat(times(source, 400)).hasSize(400);
    }
  }

  @Test
  void a_garbled_video_keeps_playing(@TempDir Path folder) throws Exception {
    byte[] bytes = Files.readAllBytes(Media.shared(PERSON));
    Random random = new Random(7);
    for (int i = bytes.length / 8; i < bytes.length; i += 4000) {
      bytes[i - random.nextInt(2000)] ^= (byte) (1 + random.nextInt(255));
    }
    Path garbled = Files.write(folder.resolve("garbled.mkv"), bytes);
    try (VideoSource source = VideoSource.file(garbled, AS_IT_IS, clock)) {
      assertThat(times(source, 600)).hasSize(600);
    }
  }

  @Test
  void a_file_of_noise_is_refused_in_words(@TempDir Path folder) throws Exception {
    byte[] noise = new byte[200_000];
    new Random(3).nextBytes(noise);
    Path file = Files.write(folder.resolve("noise.mp4"), noise);
    try (VideoSource source = VideoSource.file(file, AS_IT_IS, clock)) {
      assertThatThrownBy(source::open)
          .isInstanceOf(SourceException.class)
          .hasMessage("noise.mp4: it is not a video that can be read, or it is damaged");
    }
  }

  @Test
  void namesWithSpacesAndOtherLettersWork(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("Für Élise – 夢 100%.mkv");
    Files.copy(Media.shared(PERSON), file);
    try (VideoSource source = VideoSource.file(file, AS_IT_IS, clock)) {
      assertThat(source.open().name()).isEqualTo("Für Élise – 夢 100%.mkv");
    }
  }

  @Test
  void a_file_that_vanishes_ends_the_source_when_its_round_is_over(@TempDir Path folder)
      throws Exception {
    Path file = Files.copy(Media.shared(PERSON), folder.resolve("a.mkv"));
    try (VideoSource source = VideoSource.file(file, AS_IT_IS, clock)) {
      source.open();
      Files.delete(file);
      assertThatThrownBy(() -> readAll(source)).hasMessage("a.mkv: the file is not there any more");
    }
  }

  @Test
  void closingTwiceAndAbortingAfterwardsIsHarmless() throws Exception {
    VideoSource source = VideoSource.file(Media.shared(PERSON), AS_IT_IS, clock);
    source.open();
    source.close();
    source.close();
    source.abort();
  }
}
