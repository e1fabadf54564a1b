package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.Clock;
import dev.reverie.video.PublisherState.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is at the other end, the feed is not held up and closing is quick. */
@Timeout(60)
class PublisherTest {
  private static final Duration CLOSE = Duration.ofSeconds(2);

  /** Far more than a copy takes, far less than anything that waits for the network. */
  private static final long PROMPT_NANOS = 500_000_000L;

  private final Clock clock = Clock.system();

  private Publisher publish(String url, int kilobits) {
    return new Publisher(
        Destination.parse(url), VideoEncoders.of("auto"), new VideoRate(30, kilobits), clock);
  }

  @AfterEach
  void noThreadIsLeft() {
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("reverie-publisher"));
  }

  private void closesInTime(Publisher publisher) {
    long before = clock.nanoTime();
    publisher.close();
    assertThat(Duration.ofNanos(clock.nanoTime() - before)).isLessThan(CLOSE);
    assertThat(publisher.state().phase()).isEqualTo(Phase.STOPPED);
  }

  /** A listener whose clients' bytes are counted, or never read at all. */
  private static final class Listener implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    Listener(boolean reads) throws IOException {
      server.setReceiveBufferSize(4096);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread thread = new Thread(() -> accept(reads), "test-listener");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept(boolean reads) {
      try {
        while (true) {
          Socket client = server.accept();
          clients.add(client);
          if (reads) {
            Thread thread = new Thread(() -> read(client), "test-listener-client");
            thread.setDaemon(true);
            thread.start();
          }
        }
      } catch (IOException e) {
        // closed
      }
    }

    private void read(Socket client) {
      try (InputStream in = client.getInputStream()) {
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          bytes.addAndGet(count);
        }
      } catch (IOException e) {
        // cut
      }
    }

    int port() {
      return server.getLocalPort();
    }

    /** Hangs up on everybody. */
    void cut() throws IOException {
      for (Socket client = clients.poll(); client != null; client = clients.poll()) {
        if (!client.isClosed()) {
          client.setSoLinger(true, 0);
          client.close();
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      cut();
    }
  }

  @Test
  void whoeverNeverReadsCostsDropsAndNothingElse() throws Exception {
    try (Listener listener = new Listener(false)) {
      Publisher publisher = publish("tcp://127.0.0.1:" + listener.port(), 20_000);
      try (Feed feed = Feed.ofNoise(publisher::offer, 640, 360, 30)) {
        await().until(() -> publisher.state().phase() == Phase.LIVE);
        // What the kernel holds is soon full, and then every picture but one gives way to the next.
        await().atMost(Duration.ofSeconds(40)).until(() -> publisher.state().dropped() > 60);
        int offered = feed.offered();
        await().until(() -> feed.offered() > offered + 30);
        closesInTime(publisher);
        assertThat(feed.slowestNanos()).isLessThan(PROMPT_NANOS);
      }
    }
  }

  @Test
  void whoeverDoesNotReadForLongIsLeftAndTriedAgain() throws Exception {
    try (Listener listener = new Listener(false)) {
      Publisher publisher = publish("tcp://127.0.0.1:" + listener.port(), 20_000);
      try (Feed feed = Feed.ofNoise(publisher::offer, 640, 360, 30)) {
        await().atMost(Duration.ofSeconds(50)).until(() -> publisher.state().connections() > 1);
        assertThat(publisher.state().lastError())
            .isEqualTo("the server does not answer or reads too slowly");
        assertThat(feed.slowestNanos()).isLessThan(PROMPT_NANOS);
        closesInTime(publisher);
      }
    }
  }

  @Test
  void aServerThatNeverAnswersKeepsNobodyWaiting() throws Exception {
    try (Listener listener = new Listener(false)) {
      Publisher publisher = publish("rtmp://127.0.0.1:" + listener.port() + "/live/hush", 0);
      try (Feed feed = new Feed(publisher::offer, 320, 180, 30)) {
        await().until(() -> !listener.clients.isEmpty() && publisher.state().dropped() > 10);
        PublisherState state = publisher.state();
        assertThat(state.phase()).isEqualTo(Phase.CONNECTING);
        assertThat(state.frames()).isZero();
        closesInTime(publisher);
        assertThat(feed.slowestNanos()).isLessThan(PROMPT_NANOS);
      }
    }
  }

  @Test
  void anyNumberOfThemOneAfterTheOtherCanBeStoppedInTime() throws Exception {
    // Of functions that native code calls back, there can be ten at a time.
    try (Listener listener = new Listener(false);
        Mat picture = Clip.picture(320, 180, 1, 1)) {
      for (int i = 1; i <= 15; i++) {
        int clients = i;
        Publisher publisher = publish("rtmp://127.0.0.1:" + listener.port() + "/live/hush", 0);
        publisher.offer(picture, clock.nanoTime());
        await().until(() -> listener.clients.size() == clients);
        closesInTime(publisher);
      }
    }
  }

  @Test
  void aServerThatIsNotThereIsTriedAgainAndSaidInWords() throws Exception {
    int port;
    try (Listener listener = new Listener(false)) {
      port = listener.port();
    }
    Publisher publisher = publish("rtmp://127.0.0.1:" + port + "/live/hush", 0);
    try (Feed feed = new Feed(publisher::offer, 320, 180, 30)) {
      await().until(() -> publisher.state().phase() == Phase.RETRYING);
      PublisherState state = publisher.state();
      assertThat(state.lastError())
          .isEqualTo("the connection is refused: is the server running, and is the port right?");
      assertThat(state.url()).isEqualTo("rtmp://127.0.0.1:" + port + "/live/***");
      assertThat(state.connections()).isZero();
      assertThat(state.toString()).doesNotContain("hush");
      await().until(() -> publisher.state().dropped() > 20);
      assertThat(feed.slowestNanos()).isLessThan(PROMPT_NANOS);
    }
    closesInTime(publisher);
  }

  @Test
  void aConnectionThatBreaksIsMadeAgain() throws Exception {
    try (Listener listener = new Listener(true)) {
      Publisher publisher = publish("tcp://127.0.0.1:" + listener.port(), 1000);
      try (Feed feed = new Feed(publisher::offer, 320, 180, 30)) {
        await().until(() -> publisher.state().frames() > 10 && listener.bytes.get() > 10_000);
        listener.cut();
        await().until(() -> !publisher.state().lastError().isEmpty());
        long before = publisher.state().frames();
        await().until(() -> publisher.state().frames() > before + 10);
        PublisherState state = publisher.state();
        assertThat(state.phase()).isEqualTo(Phase.LIVE);
        assertThat(state.connections()).isEqualTo(2);
        assertThat(state.width()).isEqualTo(320);
        assertThat(state.kilobits()).isEqualTo(1000);
        assertThat(state.encoder()).isIn(VideoEncoders.names());
        assertThat(state.frames() + state.dropped()).isLessThanOrEqualTo(feed.offered());
      }
      closesInTime(publisher);
    }
  }

  @Test
  void anotherSizeBeginsAnotherConnection() throws Exception {
    try (Listener listener = new Listener(true)) {
      Publisher publisher = publish("tcp://127.0.0.1:" + listener.port(), 1000);
      try (Feed feed = new Feed(publisher::offer, 320, 180, 30)) {
        await().until(() -> publisher.state().frames() > 5);
        feed.resize(640, 360);
        await()
            .until(
                () -> publisher.state().width() == 640 && publisher.state().phase() == Phase.LIVE);
        long before = publisher.state().frames();
        await().until(() -> publisher.state().frames() > before + 5);
        assertThat(publisher.state().connections()).isEqualTo(2);
        assertThat(publisher.state().lastError()).isEmpty();
      }
      closesInTime(publisher);
    }
  }

  @Test
  void withoutAPictureItWaitsAndCloses() {
    Publisher publisher = publish("rtmp://127.0.0.1:1/live/key", 0);
    assertThat(publisher.state().phase()).isEqualTo(Phase.CONNECTING);
    closesInTime(publisher);
    try (Mat late = Clip.picture(64, 48, 1, 1)) {
      publisher.offer(late, clock.nanoTime());
    }
    publisher.close();
    assertThat(publisher.state().frames()).isZero();
  }
}
