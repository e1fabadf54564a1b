package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.Clock;
import dev.reverie.video.PublisherState.Phase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends to a real nginx with its RTMP module, and plays the HLS that it makes with ffprobe. */
@Timeout(120)
class NginxTest {
  private static final long PROMPT_NANOS = 500_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path folder;
  private final Clock clock = Clock.system();

  private Publisher publish(Nginx nginx) {
    return new Publisher(
        Destination.parse(nginx.rtmpUrl("dream")),
        VideoEncoders.of("auto"),
        VideoRate.bySize(30),
        clock);
  }

  private static void assertPlays(Nginx nginx) throws Exception {
    await().atMost(PATIENCE).until(() -> nginx.hasHls("dream"));
    Tools.Probed seen = Tools.probe(nginx.hlsUrl("dream"), 1);
    assertThat(seen.codec()).isEqualTo("h264");
    assertThat(seen.width()).isEqualTo(640);
    assertThat(seen.height()).isEqualTo(360);
    assertThat(seen.colours()).isEqualTo("bt709");
    assertThat(seen.frames()).isGreaterThan(10);
  }

  @Test
  void viewersOfTheMediaServerSeeThePictureAgainAfterItWasKilled() throws Exception {
    try (Nginx nginx = new Nginx(folder)) {
      nginx.start();
      try (Publisher publisher = publish(nginx);
          Feed feed = new Feed(publisher::offer, 640, 360, 30)) {
        await().until(() -> publisher.state().phase() == Phase.LIVE);
        assertPlays(nginx);

        nginx.kill();
        await().until(() -> publisher.state().phase() == Phase.RETRYING);
        long dropped = publisher.state().dropped();
        await().until(() -> publisher.state().dropped() > dropped + 30);
        assertThat(publisher.state().lastError()).isNotEmpty();
        assertThat(publisher.state().connections()).isEqualTo(1);

        nginx.start();
        await().until(() -> publisher.state().phase() == Phase.LIVE);
        assertThat(publisher.state().connections()).isEqualTo(2);
        assertPlays(nginx);
        assertThat(feed.slowestNanos()).isLessThan(PROMPT_NANOS);
      }
    }
  }

  @Test
  void aMediaServerThatFreezesCostsDropsAndGoesOnWhenItThaws() throws Exception {
    try (Nginx nginx = new Nginx(folder)) {
      nginx.start();
      try (Publisher publisher = publish(nginx);
          Feed feed = Feed.ofNoise(publisher::offer, 640, 360, 30)) {
        await().until(() -> publisher.state().frames() > 10);
        nginx.signal("STOP");
        long dropped = publisher.state().dropped();
        await().atMost(PATIENCE).until(() -> publisher.state().dropped() > dropped + 30);
        nginx.signal("CONT");
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  long frames = publisher.state().frames();
                  await().until(() -> publisher.state().frames() > frames + 15);
                });
        assertThat(publisher.state().phase()).isEqualTo(Phase.LIVE);
        assertThat(feed.slowestNanos()).isLessThan(PROMPT_NANOS);
      }
    }
  }
}
