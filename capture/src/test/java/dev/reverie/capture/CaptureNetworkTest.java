package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reverie.capture.CaptureState.Status;
import dev.reverie.config.Clock;
import dev.reverie.config.Settings;
import java.time.Duration;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class CaptureNetworkTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Capture start(MjpegCamera camera) {
    return Capture.start(camera.url(), Settings.defaults(), Clock.system());
  }

  private static void awaitStatus(Capture capture, Status status, Duration limit) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(capture.state().status()).isEqualTo(status));
  }

  @Test
  void aSourceThatDisappearsShowsNoSignalAndIsBackWithTheNextAttempt() throws Exception {
    MjpegCamera camera = new MjpegCamera(0, MjpegCamera.Manner.STREAMS);
    try (Capture capture = start(camera);
        Mat frame = new Mat()) {
      awaitStatus(capture, Status.LIVE, LONG);
      for (int round = 1; round <= 2; round++) {
        camera.close();
        awaitStatus(capture, Status.NO_SIGNAL, LONG);
        long newest = capture.frames().newest().orElseThrow().sequence();
        FrameStamp dark = capture.frames().await(newest, 5_000_000_000L, frame).orElseThrow();
        assertThat(dark.signal()).isFalse();
        assertThat(frame.cols()).as("no signal has the frames' size").isEqualTo(320);
        // Long enough for the waits between attempts to have reached their cap.
        long attempts = capture.state().reconnects() + 5;
        await().atMost(LONG).until(() -> capture.state().reconnects() >= attempts);
        assertThat(capture.state().reason()).contains("Connection refused");

        // The next attempt succeeds, and BackoffTest says that it is at most 1.5 s away; a
        // stopwatch
        // here would only measure how busy the machine is.
        camera = new MjpegCamera(camera.port(), MjpegCamera.Manner.STREAMS);
        long soFar = capture.state().reconnects();
        awaitStatus(capture, Status.LIVE, LONG);
        assertThat(capture.state().reconnects()).isLessThanOrEqualTo(soFar + 1);
        long before = capture.frames().newest().orElseThrow().sequence();
        FrameStamp live = capture.frames().await(before, 1_000_000_000L, frame).orElseThrow();
        assertThat(live.signal()).isTrue();
        assertThat(capture.state().lastError()).contains("Connection refused");
        assertThat(capture.state().reason()).isEmpty();
      }
    } finally {
      camera.close();
    }
  }

  @Test
  void theStateOfAStreamShowsItsFiguresAndNoSecrets() throws Exception {
    try (MjpegCamera camera = new MjpegCamera(0, MjpegCamera.Manner.STREAMS);
        Capture capture = start(camera)) {
      await().atMost(LONG).until(() -> capture.state().frames() > 20);
      CaptureState state = capture.state();
      assertThat(state.kind()).isEqualTo("url");
      assertThat(state.width()).isEqualTo(320);
      assertThat(state.height()).isEqualTo(240);
      assertThat(state.fps()).isBetween(10.0, 40.0);
      assertThat(state.name()).isEqualTo("http://127.0.0.1:" + camera.port() + "/video");
      assertThat(state.toString() + camera.url()).doesNotContain("secret");
    }
  }

  @Test
  void aServerThatAcceptsAndSendsNothingIsGivenUpAndTriedAgain() throws Exception {
    try (MjpegCamera camera = new MjpegCamera(0, MjpegCamera.Manner.ACCEPTS_AND_SAYS_NOTHING);
        Capture capture = start(camera)) {
      awaitStatus(capture, Status.NO_SIGNAL, LONG);
      assertThat(capture.state().reason()).endsWith("no picture came within 5 s");
      await().atMost(LONG).until(() -> camera.connections() > 1);
    }
  }

  @Test
  void aStreamThatFallsSilentIsGivenUpAndTriedAgain() throws Exception {
    try (MjpegCamera camera =
            new MjpegCamera(0, MjpegCamera.Manner.STREAMS_A_LITTLE_THEN_FALLS_SILENT);
        Capture capture = start(camera)) {
      awaitStatus(capture, Status.LIVE, LONG);
      awaitStatus(capture, Status.NO_SIGNAL, LONG);
      assertThat(capture.state().reason()).endsWith("no picture came within 3 s");
      awaitStatus(capture, Status.LIVE, LONG);
      assertThat(capture.state().reconnects()).isPositive();
    }
  }

  @Test
  void garbageIsNoSignalNeverACrash() throws Exception {
    try (MjpegCamera camera = new MjpegCamera(0, MjpegCamera.Manner.SENDS_GARBAGE);
        Capture capture = start(camera)) {
      awaitStatus(capture, Status.NO_SIGNAL, LONG);
      assertThat(capture.state().frames()).isZero();
      assertThat(capture.state().reason()).startsWith("http://127.0.0.1:");
    }
  }

  @Test
  void brokenPicturesAreSkippedAndCounted() throws Exception {
    try (MjpegCamera camera = new MjpegCamera(0, MjpegCamera.Manner.STREAMS_WITH_BROKEN_PICTURES);
        Capture capture = start(camera)) {
      await().atMost(LONG).until(() -> capture.state().dropped() > 5);
      assertThat(capture.state().status()).isEqualTo(Status.LIVE);
      assertThat(capture.state().reconnects()).isZero();
    }
  }

  @Test
  void whatTheServerSaysIsPassedOn() throws Exception {
    try (MjpegCamera camera = new MjpegCamera(0, MjpegCamera.Manner.SAYS_404);
        Capture capture = start(camera)) {
      awaitStatus(capture, Status.NO_SIGNAL, LONG);
      assertThat(capture.state().reason()).contains("404");
    }
  }

  @Test
  void closingIsQuickWhileAServerKeepsUsWaiting() throws Exception {
    try (MjpegCamera camera = new MjpegCamera(0, MjpegCamera.Manner.ACCEPTS_AND_SAYS_NOTHING)) {
      Capture capture = start(camera);
      await().atMost(LONG).until(() -> camera.connections() > 0);
      long start = System.nanoTime();
      capture.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(capture.frames().isClosed()).isTrue();
    }
  }
}
