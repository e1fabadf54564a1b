package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@InBrowser
class WallRecoveryTest {
  /** What people in front of a wall may wait for, once the program serves pictures again. */
  private static final Duration SOON = Duration.ofSeconds(3);

  @Test
  void aKilledServerLeavesTheWallBlackAndANewOneIsBackOnItWithinThreeSeconds(Chromium chromium) {
    Visitor wall;
    int port;
    try (Program first = Program.start("--source", "demo")) {
      port = first.port();
      wall = hung(chromium, first.url() + "wall?fit=fill");
      awaitPicture(wall);
      wall.expectServerToGo();
      first.kill();
    }
    awaitBlack(wall);

    CompletableFuture<Program> second =
        CompletableFuture.supplyAsync(() -> Program.startAt(port, "--source", "demo"));
    try {
      // It serves pictures well before the first dreamed one, after which it calls itself live.
      await().ignoreExceptions().until(() -> servesPictures(port));
      await()
          .atMost(SOON)
          .pollInSameThread()
          .untilAsserted(
              () -> assertThat(wall.find("#wall").getAttribute("data-feed")).isEqualTo("live"));
      awaitPicture(wall);
    } finally {
      second.join().close();
    }
  }

  @Test
  void aLineThatDiedSilentlyIsLeftForANewOne(Chromium chromium, Program program)
      throws IOException {
    try (Line line = Line.to(program)) {
      Visitor wall = hung(chromium, line.url() + "wall");
      wall.expectServerToGo();
      awaitRoutine(line);

      line.loseConnections();

      awaitMoving(wall);
      assertThat(wall.find("#wall")).hasAttribute("data-feed", "live");
    }
  }

  @Test
  void aNetworkThatIsAwayForAWhileIsFoundAgain(Chromium chromium, Program program)
      throws IOException {
    try (Line line = Line.to(program)) {
      Visitor wall = hung(chromium, line.url() + "wall?fit=fill");
      wall.expectServerToGo();
      awaitPicture(wall);
      awaitRoutine(line);

      line.cut();
      awaitBlack(wall);
      assertThat(wall.find("body")).hasAttribute("data-link", "offline");

      line.restore();
      awaitPicture(wall);
      awaitMoving(wall);
    }
  }

  private static boolean servesPictures(int port) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/snapshot.jpg").toURL().openConnection();
    try {
      return connection.getResponseCode() == 200;
    } finally {
      connection.disconnect();
    }
  }

  private static Visitor hung(Chromium chromium, String url) {
    Visitor wall = chromium.hang(url, Visitor.Screen.WALL);
    assertThat(wall.find("#wall")).hasAttribute("data-feed", "live");
    return wall;
  }

  /** As it is for weeks: one stream, one socket, and nothing left of the page's loading. */
  private static void awaitRoutine(Line line) {
    await().untilAsserted(() -> assertThat(line.connections()).isEqualTo(2));
  }

  private static void awaitBlack(Visitor wall) {
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(Colours.brightest(wall.seen())).isZero());
  }

  private static void awaitPicture(Visitor wall) {
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(Colours.brightest(wall.seen())).isGreaterThan(60));
  }

  /** A dozen new pictures one after another, more than a dead line has left to give. */
  private static void awaitMoving(Visitor wall) {
    for (int i = 0; i < 12; i++) {
      Look before = wall.look();
      await()
          .pollInSameThread()
          .untilAsserted(() -> assertThat(wall.look().distance(before)).isGreaterThan(0.2));
    }
  }
}
