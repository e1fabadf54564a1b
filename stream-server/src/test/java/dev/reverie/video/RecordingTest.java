package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept plays, and keeping it ends where it is told to. */
class RecordingTest {
  private static final ZonedDateTime BEGUN =
      ZonedDateTime.of(2026, 11, 23, 22, 42, 53, 0, ZoneOffset.UTC);
  private static final long PERIOD = 40_000_000L;
  private static final int RED = 0xc02020;
  private static final int GREEN = 0x20a020;
  private static final int BLUE = 0x2030c0;

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final AtomicLong space = new AtomicLong(Long.MAX_VALUE);

  private Recording start(RecordingLimits limits) throws VideoException {
    return Recording.start(
        folder,
        BEGUN,
        limits,
        VideoEncoders.of("auto"),
        VideoRate.bySize(25),
        where -> space.get(),
        clock);
  }

  private static RecordingLimits limits(long bytes, Duration duration) {
    return new RecordingLimits(bytes, duration, 1_000_000);
  }

  /** Offers pictures one by one and waits for each to be kept, or for the recording's end. */
  private void offer(Recording recording, int from, int count, int width, int height, int rgb) {
    for (int i = from; i < from + count; i++) {
      RecordingState before = recording.state();
      if (before.phase() != RecordingState.Phase.RECORDING) {
        return;
      }
      try (Mat picture = Clip.picture(width, height, i, rgb)) {
        recording.offer(picture, clock.nanoTime());
      }
      await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(1))
          .until(
              () ->
                  recording.state().frames() > before.frames()
                      || recording.state().phase() != RecordingState.Phase.RECORDING);
      clock.advance(PERIOD);
    }
  }

  private static RecordingState ended(Recording recording) {
    await().until(() -> recording.state().phase() != RecordingState.Phase.RECORDING);
    return recording.state();
  }

  @Test
  void whatIsKeptPlaysInOrderWithItsColoursAndItsTimes() throws Exception {
    Recording recording = start(RecordingLimits.none());
    offer(recording, 0, 25, 320, 180, RED);
    offer(recording, 25, 25, 320, 180, GREEN);
    offer(recording, 50, 25, 320, 180, BLUE);
    recording.close();

    RecordingState state = recording.state();
    assertThat(state.phase()).isEqualTo(RecordingState.Phase.FINISHED);
    assertThat(state.reason()).isEqualTo("stopped");
    assertThat(state.frames()).isEqualTo(75);
    assertThat(state.dropped()).isZero();
    assertThat(state.encoder()).isIn(VideoEncoders.names());
    assertThat(state.files()).containsExactly(folder.resolve("reverie-20261123-224253.mp4"));
    assertThat(state.bytes()).isEqualTo(Files.size(state.files().get(0)));
    assertThat(state.seconds()).isCloseTo(3, within(0.1));

    Clip clip = Clip.play(state.files().get(0));
    assertThat(clip.codec()).isEqualTo("h264");
    assertThat(clip.width()).isEqualTo(320);
    assertThat(clip.height()).isEqualTo(180);
    assertThat(clip.numbers()).isEqualTo(IntStream.range(0, 75).boxed().toList());
    assertThat(clip.seconds()).isCloseTo(3, within(0.1));
    assertThat(clip.shown().get(50).nanos()).isCloseTo(50 * PERIOD, within(PERIOD / 2));
    assertAlike(clip.shown().get(10).rgb(), RED);
    assertAlike(clip.shown().get(40).rgb(), GREEN);
    assertAlike(clip.shown().get(70).rgb(), BLUE);
  }

  /** JavaCV shows BT.709 as if it were BT.601, which shifts colours; YuvPictureTest is exact. */
  private static void assertAlike(int actual, int expected) {
    for (int shift : List.of(0, 8, 16)) {
      assertThat(actual >> shift & 0xff)
          .as("%06x beside %06x", actual, expected)
          .isCloseTo(expected >> shift & 0xff, within(40));
    }
  }

  @Test
  void picturesKeepTheirTimesHoweverUnevenlyTheyCome() throws Exception {
    Recording recording = start(RecordingLimits.none());
    offer(recording, 0, 10, 160, 120, RED);
    clock.advance(1_960_000_000L);
    offer(recording, 10, 10, 160, 120, RED);
    recording.close();

    Clip clip = Clip.play(recording.state().files().get(0));
    assertThat(clip.numbers()).hasSize(20);
    assertThat(clip.shown().get(10).nanos() - clip.shown().get(9).nanos())
        .isCloseTo(2_000_000_000L, within(2_000_000L));
  }

  @Test
  void whatTheLastPicturesLeftIsOnTheDiskThoughNoneFollows() throws Exception {
    try (Recording recording = start(RecordingLimits.none())) {
      offer(recording, 0, 8, 160, 120, RED);
      clock.advance(1_000_000_000L);
      Path file = recording.state().files().get(0);
      await().untilAsserted(() -> assertThat(Clip.play(file).numbers()).hasSize(8));
    }
  }

  @Test
  void oddSizesLoseTheirLastColumnAndRow() throws Exception {
    Recording recording = start(RecordingLimits.none());
    offer(recording, 0, 5, 321, 181, GREEN);
    recording.close();
    Clip clip = Clip.play(recording.state().files().get(0));
    assertThat(clip.width()).isEqualTo(320);
    assertThat(clip.height()).isEqualTo(180);
    assertThat(clip.numbers()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void anotherSizeGoesOnInAnotherFile() throws Exception {
    Recording recording = start(RecordingLimits.none());
    offer(recording, 0, 10, 320, 180, RED);
    offer(recording, 10, 10, 160, 120, BLUE);
    recording.close();
    RecordingState state = recording.state();
    assertThat(state.files())
        .containsExactly(
            folder.resolve("reverie-20261123-224253.mp4"),
            folder.resolve("reverie-20261123-224253-2.mp4"));
    assertThat(state.bytes())
        .isEqualTo(Files.size(state.files().get(0)) + Files.size(state.files().get(1)));
    assertThat(Clip.play(state.files().get(0)).numbers()).hasSize(10);
    Clip second = Clip.play(state.files().get(1));
    assertThat(second.numbers()).hasSize(10).startsWith(10);
    assertThat(second.width()).isEqualTo(160);
  }

  @Test
  void aFileThatIsThereIsNeverTouched() throws Exception {
    Path there = folder.resolve("reverie-20261123-224253.mp4");
    Files.writeString(there, "somebody's wedding");
    Recording recording = start(RecordingLimits.none());
    offer(recording, 0, 3, 160, 120, RED);
    recording.close();
    assertThat(there).hasContent("somebody's wedding");
    assertThat(recording.state().files())
        .containsExactly(folder.resolve("reverie-20261123-224253-2.mp4"));
  }

  @Test
  void theSizeLimitEndsIt() throws Exception {
    Recording recording = start(limits(30_000, Duration.ZERO));
    offer(recording, 0, 500, 320, 180, RED);
    RecordingState state = ended(recording);
    assertThat(state.phase()).isEqualTo(RecordingState.Phase.FINISHED);
    assertThat(state.reason()).isEqualTo("the limit of 0 MB is reached");
    assertThat(state.bytes()).isBetween(30_000L, 200_000L);
    assertThat(Clip.play(state.files().get(0)).numbers()).hasSize((int) state.frames());
    recording.close();
  }

  @Test
  void theTimeLimitEndsIt() throws Exception {
    Recording recording = start(limits(0, Duration.ofSeconds(2)));
    offer(recording, 0, 200, 160, 120, RED);
    RecordingState state = ended(recording);
    assertThat(state.phase()).isEqualTo(RecordingState.Phase.FINISHED);
    assertThat(state.reason()).isEqualTo("the limit of 2 s is reached");
    assertThat(state.seconds()).isCloseTo(2, within(0.1));
    Clip clip = Clip.play(state.files().get(0));
    assertThat(clip.seconds()).isCloseTo(2, within(0.1));
    recording.close();
  }

  @Test
  void aDiskThatFillsUpEndsItBeforeItIsFull() throws Exception {
    Recording recording = start(limits(0, Duration.ZERO));
    offer(recording, 0, 30, 160, 120, RED);
    space.set(900_000);
    offer(recording, 30, 60, 160, 120, RED);
    RecordingState state = ended(recording);
    assertThat(state.phase()).isEqualTo(RecordingState.Phase.FINISHED);
    assertThat(state.reason())
        .contains("has only 0 MB left, and 1 MB are to stay free")
        .contains(folder.toString());
    assertThat(Clip.play(state.files().get(0)).numbers()).hasSize((int) state.frames());
    recording.close();
  }

  @Test
  void aDiskThatIsFullIsRefusedAtOnceAndNothingIsLeftBehind() throws IOException {
    space.set(10);
    assertThatThrownBy(() -> start(limits(0, Duration.ZERO)))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("are to stay free: make room, or record elsewhere");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aDiskWhoseRoomCannotBeToldEndsIt() throws Exception {
    Recording recording =
        Recording.start(
            folder,
            BEGUN,
            limits(0, Duration.ZERO),
            VideoEncoders.of("auto"),
            VideoRate.bySize(25),
            where -> {
              if (clock.nanoTime() > 0) {
                throw new IOException("gone");
              }
              return Long.MAX_VALUE;
            },
            clock);
    offer(recording, 0, 60, 160, 120, RED);
    RecordingState state = ended(recording);
    assertThat(state.phase()).isEqualTo(RecordingState.Phase.FAILED);
    assertThat(state.reason()).contains("cannot be told: gone");
    recording.close();
  }

  @Test
  void aFolderThatCannotBeIsRefusedInWords() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    RecordingFiles beside = new RecordingFiles(file, BEGUN);
    assertThatThrownBy(beside::create)
        .isInstanceOf(VideoException.class)
        .hasMessage("recordings cannot go into " + file + ": it is a file, name a folder");
    RecordingFiles below = new RecordingFiles(file.resolve("below"), BEGUN);
    assertThatThrownBy(below::create)
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith("recordings cannot go into " + file.resolve("below"));
  }

  @Test
  void aFolderThatNobodyMayWriteToIsRefusedInWords() {
    // Not even the superuser may make files there.
    Path system = Path.of("/proc/self");
    assumeTrue(Files.isDirectory(system), "needs Linux");
    assertThatThrownBy(() -> new RecordingFiles(system, BEGUN).create())
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith("recordings cannot go into /proc/self: ");
  }

  @Test
  void aFolderThatIsNotThereIsMade() throws Exception {
    Path made = new RecordingFiles(folder.resolve("a/b"), BEGUN).create();
    assertThat(made).isEqualTo(folder.resolve("a/b/reverie-20261123-224253.mp4")).isEmptyFile();
  }

  @Test
  void aRecordingWithoutAPictureLeavesNoFile() throws Exception {
    Recording recording = start(RecordingLimits.none());
    recording.close();
    assertThat(recording.state().phase()).isEqualTo(RecordingState.Phase.FINISHED);
    assertThat(recording.state().files()).isEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void namesInOtherAlphabetsWork() throws Exception {
    Path odd = folder.resolve("видео 50% ümläut");
    Recording recording =
        Recording.start(
            odd,
            BEGUN,
            RecordingLimits.none(),
            VideoEncoders.of("auto"),
            VideoRate.bySize(25),
            clock);
    offer(recording, 0, 5, 160, 120, RED);
    recording.close();
    assertThat(recording.state().reason()).isEqualTo("stopped");
    assertThat(recording.state().files()).hasSize(1);
    assertThat(Files.size(recording.state().files().get(0))).isPositive();
  }

  @Test
  void onceEndedItTakesNothingAndClosesTwice() throws Exception {
    Recording recording = start(RecordingLimits.none());
    offer(recording, 0, 3, 160, 120, RED);
    recording.close();
    RecordingState state = recording.state();
    try (Mat late = Clip.picture(160, 120, 9, RED)) {
      recording.offer(late, clock.nanoTime());
    }
    recording.close();
    assertThat(recording.state()).isEqualTo(state);
  }

  @Test
  void itsThreadsEndWithIt() throws Exception {
    Recording recording = start(RecordingLimits.none());
    offer(recording, 0, 3, 160, 120, RED);
    recording.close();
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("reverie-recording", "reverie-recording-sync"));
  }

  @Test
  void somethingElseThanAPictureIsRefused() throws Exception {
    try (Recording recording = start(RecordingLimits.none());
        Mat grey = new Mat(10, 10, opencv_core.CV_8UC1);
        Mat empty = new Mat()) {
      assertThatThrownBy(() -> recording.offer(grey, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> recording.offer(empty, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void limitsBelowZeroAreRefused() {
    assertThatThrownBy(() -> new RecordingLimits(-1, Duration.ZERO, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("recording-size: '-1'");
    assertThatThrownBy(() -> new RecordingLimits(0, Duration.ofSeconds(-5), 0))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new RecordingLimits(0, Duration.ZERO, -1))
        .isInstanceOf(InvalidValueException.class);
  }
}
