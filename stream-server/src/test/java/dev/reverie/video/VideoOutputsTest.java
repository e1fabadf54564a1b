package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.Clock;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending and recording begin and end while pictures come. */
class VideoOutputsTest {
  private final VideoOutputs outputs;

  VideoOutputsTest(@TempDir Path folder) {
    outputs =
        new VideoOutputs(
            VideoEncoders.of("auto"),
            () -> VideoRate.bySize(30),
            folder,
            () -> ZonedDateTime.of(2026, 11, 23, 22, 42, 53, 0, ZoneOffset.UTC),
            Clock.system());
  }

  @AfterEach
  void close() {
    outputs.close();
  }

  @Test
  void withoutAnythingRunningPicturesGoNowhere() {
    try (Mat picture = Clip.picture(64, 48, 1, 1)) {
      outputs.offer(picture, 0);
    }
    assertThat(outputs.publishing()).isEmpty();
    assertThat(outputs.recording()).isEmpty();
    assertThat(outputs.stopRecording()).isEmpty();
    outputs.stopPublishing();
  }

  @Test
  void aRecordingAfterAnotherIsAnotherFile() throws Exception {
    try (Feed feed = new Feed(outputs::offer, 160, 120, 30)) {
      RecordingState first = outputs.startRecording(RecordingLimits.none());
      assertThat(first.phase()).isEqualTo(RecordingState.Phase.RECORDING);
      assertThatThrownBy(() -> outputs.startRecording(RecordingLimits.none()))
          .isInstanceOf(VideoException.class)
          .hasMessage("a recording is running: stop it first");
      await().until(() -> outputs.recording().orElseThrow().frames() > 5);
      RecordingState ended = outputs.stopRecording().orElseThrow();
      assertThat(ended.phase()).isEqualTo(RecordingState.Phase.FINISHED);
      assertThat(Clip.play(ended.files().get(0)).numbers()).hasSize((int) ended.frames());

      RecordingState second = outputs.startRecording(RecordingLimits.none());
      assertThat(second.files()).isNotEqualTo(ended.files());
      await().until(() -> outputs.recording().orElseThrow().frames() > 5);
      assertThat(feed.offered()).isPositive();
    }
  }

  @Test
  void anotherDestinationTakesTheFirstOnesPlace() {
    outputs.publish(Destination.parse("rtmp://127.0.0.1:1/live/one"));
    outputs.publish(Destination.parse("rtmp://127.0.0.1:2/live/two"));
    assertThat(outputs.publishing().orElseThrow().url()).isEqualTo("rtmp://127.0.0.1:2/live/***");
    outputs.stopPublishing();
    assertThat(outputs.publishing()).isEmpty();
  }

  @Test
  void onceClosedNothingBegins() {
    outputs.close();
    outputs.publish(Destination.parse("rtmp://127.0.0.1:1/live/one"));
    assertThat(outputs.publishing()).isEmpty();
    assertThatThrownBy(() -> outputs.startRecording(RecordingLimits.none()))
        .isInstanceOf(VideoException.class)
        .hasMessage("Reverie is stopping");
  }
}
