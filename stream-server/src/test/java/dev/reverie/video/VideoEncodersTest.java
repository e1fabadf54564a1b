package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/** An encoder is found by trying. */
class VideoEncodersTest {
  @Test
  void everyEncoderIsTriedAndAtLeastOneWorks() {
    List<VideoEncoders.Trial> trials = VideoEncoders.of("auto").tryAll();
    assertThat(trials)
        .extracting(VideoEncoders.Trial::encoder)
        .containsExactlyElementsOf(VideoEncoders.names());
    assertThat(trials).anyMatch(trial -> trial.problem().isEmpty());
    // What does not work says why, in words.
    assertThat(trials)
        .filteredOn(trial -> !trial.problem().isEmpty())
        .allMatch(trial -> trial.problem().matches("[a-z].{5,}"));
  }

  @Test
  void theFirstThatWorksIsTaken() throws VideoException {
    VideoEncoders all = VideoEncoders.of("auto");
    String best =
        all.tryAll().stream()
            .filter(trial -> trial.problem().isEmpty())
            .map(VideoEncoders.Trial::encoder)
            .findFirst()
            .orElseThrow();
    try (H264Encoder encoder = all.open(640, 360, 30, 1_000_000)) {
      assertThat(encoder.name()).isEqualTo(best);
    }
  }

  @Test
  void whereNoneWorksEachSaysWhy() {
    // FFmpeg has this one on macOS only, and the other on Windows only.
    String missing =
        System.getProperty("os.name").startsWith("Mac") ? "h264_amf" : "h264_videotoolbox";
    assertThatThrownBy(() -> VideoEncoders.of(missing).open(640, 360, 30, 1_000_000))
        .isInstanceOf(VideoException.class)
        .hasMessage(
            "no H.264 encoder works here for 640x360 (" + missing + ": not part of this FFmpeg)");
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearestOne() {
    assertThatThrownBy(() -> VideoEncoders.of("libx265"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("did you mean 'libx264'?");
  }

  @Test
  void playingCanBeginAtAKeyFrameThatWasAskedForAndNothingIsHeldBack() throws VideoException {
    try (H264Encoder encoder = VideoEncoders.of("auto").open(320, 180, 30, 1_000_000)) {
      for (int i = 0; i < 20; i++) {
        boolean key = i == 0 || i == 7 || i == 13;
        try (Mat picture = Clip.picture(320, 180, i, 0x306090)) {
          encoder.send(picture, i * 33_333_333L, key);
        }
        AVPacket packet = encoder.receive();
        assertThat(packet).as("packet %d", i).isNotNull();
        assertThat((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0)
            .as("picture %d is a key frame", i)
            .isEqualTo(key);
        assertThat(packet.pts()).isEqualTo(Math.round(i * 3000.0));
        assertThat(packet.dts()).isEqualTo(packet.pts());
      }
    }
  }
}
