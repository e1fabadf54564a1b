package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each protocol against Debian's FFmpeg at the other end, which writes down what it gets. */
@Timeout(90)
class ReceiverTest {
  @TempDir Path folder;

  private Process receive(Path file, String listen, String options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Tools.program("ffmpeg").toString(), "-v", "error", "-y"));
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split(" ")));
    }
    command.addAll(List.of("-i", listen, "-t", "4", "-c", "copy", file.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("receiver.log").toFile())
        .start();
  }

  @ParameterizedTest
  @CsvSource({
    "rtmp://127.0.0.1:%d/live/dream, rtmp://127.0.0.1:%d/live/dream, -listen 1",
    "rtsp://127.0.0.1:%d/dream, rtsp://127.0.0.1:%d/dream, -rtsp_flags listen",
    "srt://127.0.0.1:%d, srt://127.0.0.1:%d?mode=listener, ''",
    "udp://127.0.0.1:%d, udp://127.0.0.1:%d, ''",
    "tcp://127.0.0.1:%d, tcp://127.0.0.1:%d?listen, ''",
  })
  void whatIsSentIsReceivedAndPlays(String send, String listen, String options) throws Exception {
    int port = Tools.freePort();
    Path file = folder.resolve("received.mkv");
    Process receiver = receive(file, listen.formatted(port), options);
    Clock clock = Clock.system();
    try (Publisher publisher =
            new Publisher(
                Destination.parse(send.formatted(port)),
                VideoEncoders.of("auto"),
                VideoRate.bySize(30),
                clock);
        Feed feed = new Feed(publisher::offer, 320, 180, 30)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(receiver.waitFor(100, TimeUnit.MILLISECONDS))
                      .as(
                          "the receiver has four seconds of it; %s, %s offered; it says: %s",
                          publisher.state(),
                          feed.offered(),
                          Files.readString(folder.resolve("receiver.log")))
                      .isTrue());
    } finally {
      receiver.destroyForcibly();
    }
    Clip clip = Clip.play(file);
    assertThat(clip.codec()).isEqualTo("h264");
    assertThat(clip.width()).isEqualTo(320);
    assertThat(clip.numbers()).hasSizeGreaterThan(15).isSorted().doesNotHaveDuplicates();
    assertThat(clip.seconds()).isBetween(1.0, 5.0);
  }
}
