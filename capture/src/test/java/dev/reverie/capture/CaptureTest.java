package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reverie.capture.CaptureState.Status;
import dev.reverie.config.Clock;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.ManualClock;
import dev.reverie.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final long SECOND = 1_000_000_000L;
  private static final Settings SETTINGS = Settings.defaults();

  /** A source that does what the test says. */
  private interface Script {
    void read(Mat into) throws SourceException, InterruptedException;
  }

  private static FrameSource scripted(Script open, Script read) {
    return new FrameSource() {
      @Override
      public SourceFormat open() throws SourceException, InterruptedException {
        try (Mat unused = new Mat()) {
          open.read(unused);
        }
        return new SourceFormat("script", 0, 0, 30, null);
      }

      @Override
      public boolean read(Mat into) throws SourceException, InterruptedException {
        read.read(into);
        return true;
      }

      @Override
      public long readPatience() {
        return SECOND / 2;
      }

      @Override
      public void close() {}
    };
  }

  private static void paint(Mat into, double level) {
    into.create(48, 64, opencv_core.CV_8UC3);
    try (Scalar color = new Scalar(level, level, level, 0)) {
      into.put(color);
    }
  }

  private static Capture capture(Clock clock, Supplier<FrameSource> sources) {
    return new Capture(new SourceSpec.Demo(), SETTINGS, clock, sources);
  }

  @Test
  void waitsBetweenAttemptsDoubleUpToACapAndStartOverOnceTheSourceIsWell() {
    ManualClock clock = new ManualClock();
    List<Long> attempts = new CopyOnWriteArrayList<>();
    CountDownLatch enough = new CountDownLatch(1);
    Supplier<FrameSource> sources =
        () ->
            scripted(
                into -> {
                  attempts.add(clock.nanoTime() / 1_000_000);
                  if (attempts.size() == 11) {
                    enough.countDown();
                    Thread.sleep(60_000); // until the capture is closed
                  }
                  if (attempts.size() != 7) {
                    throw new SourceException("nobody there");
                  }
                },
                into -> {
                  paint(into, 100);
                  clock.advance(SECOND / 10);
                  if (clock.nanoTime() > attempts.get(6) * 1_000_000 + 6 * SECOND) {
                    throw new SourceException("gone after six seconds");
                  }
                });
    try (Capture capture = capture(clock, sources)) {
      await().atMost(LONG).until(() -> enough.getCount() == 0);
      assertThat(capture.state().reconnects()).isEqualTo(10);
    }
    assertThat(attempts.subList(0, 7)).containsExactly(0L, 250L, 750L, 1750L, 3250L, 4750L, 6250L);
    long back = 6250 + 6100;
    assertThat(attempts.subList(7, 11))
        .containsExactly(back + 250, back + 750, back + 1750, back + 3250);
  }

  @Test
  void aReaderThatHangsInItsDriverIsReplacedAndItsLateFrameIsIgnored() throws Exception {
    CountDownLatch driver = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    Supplier<FrameSource> sources =
        () -> {
          boolean hangs = made.incrementAndGet() == 1;
          return scripted(
              into -> {},
              into -> {
                if (hangs) {
                  awaitUninterruptibly(driver);
                  paint(into, 250);
                } else {
                  paint(into, 50);
                  TimeUnit.MILLISECONDS.sleep(20);
                }
              });
        };
    try (Capture capture = capture(Clock.system(), sources);
        Mat frame = new Mat()) {
      await().atMost(LONG).until(() -> capture.state().status() == Status.LIVE);
      assertThat(capture.state().lastError()).isEqualTo("script does not answer");
      driver.countDown();
      long newest = 0;
      for (int i = 0; i < 30; i++) {
        FrameStamp stamp = capture.frames().await(newest, SECOND, frame).orElseThrow();
        newest = stamp.sequence();
        assertThat(!stamp.signal() || (Media.color(frame, 5, 5) & 0xff) == 50).isTrue();
      }
    }
  }

  @Test
  void onlyAFewHangingReadersAreLeftBehindAndTheSourceIsTriedAgainWhenOneReturns()
      throws Exception {
    CountDownLatch driver = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    Supplier<FrameSource> sources =
        () ->
            scripted(
                into -> made.incrementAndGet(),
                into -> {
                  awaitUninterruptibly(driver);
                  paint(into, 50);
                  TimeUnit.MILLISECONDS.sleep(20);
                });
    try (Capture capture = capture(Clock.system(), sources)) {
      await().atMost(LONG).until(() -> capture.state().reason().contains("its driver hangs"));
      assertThat(made.get()).isEqualTo(Capture.MOST_HANGING);
      TimeUnit.SECONDS.sleep(1);
      assertThat(made.get()).isEqualTo(Capture.MOST_HANGING);
      driver.countDown();
      await().atMost(LONG).until(() -> capture.state().status() == Status.LIVE);
    }
  }

  @Test
  void closingIsQuickEvenWhileADriverHangs() {
    CountDownLatch driver = new CountDownLatch(1);
    AtomicInteger reads = new AtomicInteger();
    Capture capture =
        capture(
            Clock.system(),
            () ->
                scripted(
                    into -> {},
                    into -> {
                      reads.incrementAndGet();
                      awaitUninterruptibly(driver);
                    }));
    await().atMost(LONG).until(() -> reads.get() > 0);
    long start = System.nanoTime();
    capture.close();
    capture.close();
    assertThat(System.nanoTime() - start).isLessThan(SECOND);
    driver.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void an_error_inside_a_library_is_no_signal_and_the_feed_goes_on() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Supplier<FrameSource> sources =
        () -> {
          int attempt = made.incrementAndGet();
          return scripted(
              into -> {},
              into -> {
                if (attempt == 1) {
                  throw new IllegalArgumentException("OpenCV is cross");
                }
                if (attempt == 2) {
                  throw new UnsatisfiedLinkError("libsomething.so");
                }
                paint(into, 9);
                TimeUnit.MILLISECONDS.sleep(10);
              });
        };
    try (Capture capture = capture(Clock.system(), sources)) {
      await().atMost(LONG).until(() -> capture.state().status() == Status.LIVE);
      assertThat(capture.state().lastError()).contains("libsomething.so");
    }
  }

  @Test
  void everyReaderGetsTheNewestFrameAndASlowOneSkips() throws Exception {
    AtomicInteger level = new AtomicInteger();
    try (Capture capture =
            capture(
                Clock.system(),
                () ->
                    scripted(
                        into -> {},
                        into -> {
                          paint(into, level.incrementAndGet() % 200);
                          TimeUnit.MILLISECONDS.sleep(5);
                        }));
        Mat one = new Mat();
        Mat two = new Mat()) {
      FrameStamp first = capture.frames().await(0, 5 * SECOND, one).orElseThrow();
      await().atMost(LONG).until(() -> capture.state().frames() > first.sequence() + 20);
      FrameStamp later = capture.frames().await(first.sequence(), SECOND, two).orElseThrow();
      assertThat(later.sequence()).isGreaterThan(first.sequence() + 20);
      assertThat(Media.color(two, 0, 0) & 0xff).isEqualTo((int) later.sequence() % 200);
      assertThat(later.width()).isEqualTo(64);
      assertThat(later.height()).isEqualTo(48);
    }
  }

  @Test
  void waitingForAFrameEndsWhenTheTimeIsUpOrTheCaptureIsClosed() throws Exception {
    Capture capture =
        capture(Clock.system(), () -> scripted(into -> Thread.sleep(60_000), into -> {}));
    try (Mat frame = new Mat()) {
      assertThat(capture.frames().await(0, SECOND / 50, frame)).isEmpty();
      Thread closer = new Thread(capture::close, "test-closer");
      closer.start();
      // The "no signal" picture may come first.
      while (!capture.frames().isClosed()) {
        long newest = capture.frames().newest().map(FrameStamp::sequence).orElse(0L);
        assertThat(capture.frames().await(newest, 60 * SECOND, frame).isPresent())
            .isIn(true, false);
      }
      closer.join();
      assertThat(capture.frames().await(0, SECOND, frame)).isEmpty();
    } finally {
      capture.close();
    }
  }

  @Test
  void theDemoRunsAndItsFramesArrive() throws Exception {
    try (Capture capture = Capture.start(SourceSpec.parse("demo"), SETTINGS, Clock.system());
        Mat frame = new Mat()) {
      await().atMost(LONG).until(() -> capture.state().frames() > 5);
      FrameStamp stamp =
          capture.frames().await(0, SECOND, frame).filter(FrameStamp::signal).orElseThrow();
      assertThat(stamp.width()).isEqualTo(1280);
      assertThat(stamp.height()).isEqualTo(720);
      assertThat(capture.state().name()).isEqualTo("demo scene");
      assertThat(capture.state().reason()).isEmpty();
    }
  }

  @Test
  void framesAreShapedAsTheSettingsSay() throws Exception {
    Settings settings =
        SETTINGS.with(Map.of("rotate", "90", "aspect", "1:1", "width", 200, "height", 200));
    Path file = Media.shared("astronaut.png");
    try (Capture capture = Capture.start(new SourceSpec.File(file), settings, Clock.system())) {
      await().atMost(LONG).until(() -> capture.state().status() == Status.LIVE);
      assertThat(capture.state().width()).isEqualTo(200);
      assertThat(capture.state().height()).isEqualTo(200);
    }
  }

  @Test
  void a_file_that_is_no_video_is_refused_at_the_start(@TempDir Path folder) throws Exception {
    byte[] noise = new byte[50_000];
    new Random(1).nextBytes(noise);
    Path file = Files.write(folder.resolve("holiday.mp4"), noise);
    assertThatThrownBy(
            () -> Capture.start(SourceSpec.parse(file.toString()), SETTINGS, Clock.system()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("source: 'holiday.mp4' is not allowed")
        .hasMessageContaining("not a video that can be read");
  }

  @Test
  void aVideoThatVanishesIsNoSignalUntilItIsBack(@TempDir Path folder) throws Exception {
    Path clip = Media.shared("person-640x480-30fps.mkv");
    Path file = Files.copy(clip, folder.resolve("clip.mkv"));
    ManualClock clock = new ManualClock(); // eight seconds pass in the time it takes to decode them
    try (Capture capture = Capture.start(new SourceSpec.File(file), SETTINGS, clock)) {
      await().atMost(LONG).until(() -> capture.state().status() == Status.LIVE);
      Files.delete(file);
      await().atMost(LONG).until(() -> capture.state().status() == Status.NO_SIGNAL);
      assertThat(capture.state().lastError()).startsWith("clip.mkv: ");
      Files.copy(clip, file);
      await().atMost(LONG).until(() -> capture.state().status() == Status.LIVE);
    }
  }

  @Test
  void a_thousand_reconnects_leave_no_native_memory_behind() {
    Path clip = Media.shared("bottles-640x360.mp4");
    ManualClock clock = new ManualClock();
    AtomicInteger made = new AtomicInteger();
    long[] bytes = new long[2];
    Supplier<FrameSource> sources =
        () -> {
          int attempt = made.incrementAndGet();
          if (attempt == 200 || attempt == 1200) {
            bytes[attempt / 1000] = Pointer.physicalBytes();
          }
          VideoSource video = VideoSource.file(clip, Geometry.of(SETTINGS), clock);
          return scripted(
              into -> video.open(),
              into -> {
                try (video) {
                  video.read(into);
                }
                throw new SourceException("pulled");
              });
        };
    try (Capture capture = capture(clock, sources)) {
      await().atMost(Duration.ofMinutes(2)).until(() -> made.get() > 1200);
      assertThat(capture.state().reconnects()).isGreaterThan(1000);
    }
    assertThat(bytes[1] - bytes[0]).as("growth in bytes").isLessThan(48L << 20);
  }
}
