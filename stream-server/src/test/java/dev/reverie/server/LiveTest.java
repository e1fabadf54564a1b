package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveTest {

  @Test
  void aPageIsGreetedWithControlsAndStateAndHearsOfTheStateAgain() throws Exception {
    try (Rig rig = new Rig();
        Page page = new Page(rig)) {
      assertThat(page.next().get("type").textValue()).isEqualTo("controls");
      JsonNode state = page.next();
      assertThat(state.get("type").textValue()).isEqualTo("state");
      assertThat(state.get("state").get("version").textValue()).isEqualTo("test");
      page.nextOf("state");
      page.nextOf("state");
    }
  }

  @Test
  void twoPagesFollowEachOtherAndWhoeverPatches() throws Exception {
    try (Rig rig = new Rig();
        Page one = new Page(rig);
        Page two = new Page(rig)) {
      one.nextOf("controls");
      two.nextOf("controls");
      one.send("{\"type\":\"patch\",\"id\":7,\"values\":{\"steps\":5}}");
      assertThat(one.nextOf("ack").get("id").intValue()).isEqualTo(7);
      assertThat(two.controls("steps", 5)).isNotNull();
      two.send("{\"type\":\"patch\",\"id\":\"b\",\"values\":{\"jitter\":3}}");
      assertThat(two.nextOf("ack").get("id").textValue()).isEqualTo("b");
      assertThat(one.controls("jitter", 3).get("values").get("steps").intValue()).isEqualTo(5);
      assertThat(rig.patch("{\"channel\": 12}").statusCode()).isEqualTo(200);
      assertThat(one.controls("channel", 12)).isNotNull();
      assertThat(two.controls("channel", 12)).isNotNull();
    }
  }

  @Test
  void aRefusedPatchIsAnsweredToItsSenderOnly() throws Exception {
    try (Rig rig = new Rig();
        Page page = new Page(rig)) {
      page.send("{\"type\":\"patch\",\"id\":3,\"values\":{\"jitter\":3,\"steps\":99}}");
      JsonNode error = page.nextOf("error");
      assertThat(error.get("id").intValue()).isEqualTo(3);
      assertThat(error.get("field").textValue()).isEqualTo("steps");
      assertThat(error.get("value").textValue()).isEqualTo("99");
      assertThat(error.get("allowed").textValue()).contains("1 to 20");
      assertThat(rig.desk.current().jitter()).isEqualTo(8);
    }
  }

  @Test
  void nonsenseIsAnsweredAndTheConnectionLives() throws Exception {
    try (Rig rig = new Rig();
        Page page = new Page(rig)) {
      for (String nonsense :
          new String[] {
            "{",
            "[]",
            "hello",
            "{\"type\":\"dance\"}",
            "{\"type\":\"patch\"}",
            "{\"type\":\"patch\",\"values\":[1]}",
            "{\"type\":\"patch\",\"values\":{\"steps\":null}}"
          }) {
        page.send(nonsense);
        assertThat(page.nextOf("error").get("error").textValue()).as(nonsense).isNotBlank();
      }
      page.send("{\"type\":\"patch\",\"id\":1,\"values\":{\"steps\":2}}");
      page.nextOf("ack");
    }
  }

  @Test
  void aHugeMessageEndsTheConnection() throws Exception {
    try (Rig rig = new Rig();
        Page page = new Page(rig)) {
      page.send("\"" + "x".repeat(70_000) + "\"");
      assertThat(page.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1009);
      await().until(() -> rig.server.pages() == 0);
    }
  }

  @Test
  void aPageThatNeverReadsHoldsUpNobodyAndIsCut() throws Exception {
    try (Rig rig = new Rig(Map.of("send-buffer", 4096));
        Page page = new Page(rig);
        Socket mute =
            rig.raw(
                "GET /api/live HTTP/1.1",
                "Host: localhost",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")) {
      await().until(() -> rig.server.pages() == 2);
      // Newer values replace older ones that wait, so how many go out before the kernel's buffers
      // are
      // full depends on the machine: go on until they are, and the stalled page is cut.
      AtomicInteger last = new AtomicInteger();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                for (int i = 0; i < 100; i++) {
                  int channel = last.incrementAndGet() % 3000;
                  rig.desk.patch(Map.of("channel", channel, "layer", "x".repeat(500)));
                }
                return rig.server.pages() == 1;
              });
      rig.desk.patch(Map.of("channel", 4000));
      assertThat(page.controls("channel", 4000)).isNotNull();
      assertThat(mute.isConnected()).isTrue();
    }
  }

  @Test
  void aForeignPageCannotConnect() throws Exception {
    try (Rig rig = new Rig()) {
      assertThat(refusal(rig, "http://evil.example")).contains("403");
      assertThat(refusal(rig, "null")).contains("403");
      try (Page own = new Page(rig, "http://127.0.0.1:" + rig.server.port(), null)) {
        own.nextOf("controls");
      }
    }
  }

  private static String refusal(Rig rig, String origin) {
    try (Page page = new Page(rig, origin, null)) {
      throw new AssertionError("connected from " + origin + ": " + page.next());
    } catch (CompletionException e) {
      WebSocketHandshakeException cause = (WebSocketHandshakeException) e.getCause();
      return String.valueOf(cause == null ? "" : cause.getResponse().statusCode());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void beyondLoopbackAPageHasToShowTheTokenBeforeItChangesAnything() throws Exception {
    try (Rig rig = new Rig(Map.of("host", "0.0.0.0", "operator-token", "open-sesame"));
        Page page = new Page(rig)) {
      assertThat(page.next().get("type").textValue()).isEqualTo("auth-required");
      page.nextOf("controls");
      page.nextOf("state");
      page.send("{\"type\":\"patch\",\"id\":1,\"values\":{\"steps\":5}}");
      assertThat(page.nextOf("error").get("error").textValue()).contains("token");
      assertThat(rig.desk.current().steps()).isEqualTo(1);
      page.send("{\"type\":\"auth\",\"token\":\"wrong\"}");
      assertThat(page.nextOf("auth-required").get("error").textValue()).contains("not the");
      page.send("{\"type\":\"auth\",\"token\":\"open-sesame\"}");
      page.nextOf("auth-ok");
      page.send("{\"type\":\"patch\",\"id\":2,\"values\":{\"steps\":5}}");
      assertThat(page.nextOf("ack").get("id").intValue()).isEqualTo(2);
      try (Page operator = new Page(rig, null, "Bearer open-sesame")) {
        assertThat(operator.next().get("type").textValue()).isEqualTo("controls");
        operator.send("{\"type\":\"patch\",\"id\":3,\"values\":{\"steps\":6}}");
        operator.nextOf("ack");
      }
    }
  }

  @Test
  void guessingTokensEndsTheConnection() throws Exception {
    try (Rig rig = new Rig(Map.of("host", "0.0.0.0", "operator-token", "open-sesame"));
        Page page = new Page(rig)) {
      for (int i = 0; i < 5; i++) {
        page.send("{\"type\":\"auth\",\"token\":\"guess" + i + "\"}");
      }
      assertThat(page.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1008);
    }
  }

  @Test
  void pagesBeyondTheLimitAreAskedToComeLater() throws Exception {
    try (Rig rig = new Rig(Map.of("viewers", 1));
        Page one = new Page(rig);
        Page two = new Page(rig)) {
      one.nextOf("controls");
      two.nextOf("controls");
      try (Page three = new Page(rig)) {
        assertThat(three.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1013);
      }
      one.nextOf("state");
    }
  }

  @Test
  void aStoppingServerSaysGoodbye() throws Exception {
    Rig rig = new Rig();
    try (Page page = new Page(rig)) {
      page.nextOf("controls");
      assertThat(rig.desk.listeners()).isEqualTo(1);
      rig.server.close();
      assertThat(page.closed.get(5, TimeUnit.SECONDS)).isIn(1001, 1006);
      assertThat(rig.desk.listeners()).isZero();
    } finally {
      rig.close();
    }
  }

  @Test
  void aReportThatFailsForAWhileDoesNotEndTheUpdates() throws Exception {
    try (Rig rig = new Rig();
        Page page = new Page(rig)) {
      page.nextOf("state");
      rig.report.broken = true;
      await().pollDelay(Duration.ofMillis(1200)).until(() -> true);
      rig.report.broken = false;
      page.received.clear();
      page.nextOf("state");
    }
  }

  /** An open page. */
  private static final class Page implements WebSocket.Listener, AutoCloseable {
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final ObjectMapper mapper = new ObjectMapper();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    Page(Rig rig) {
      this(rig, null, null);
    }

    Page(Rig rig, @Nullable String origin, @Nullable String authorization) {
      WebSocket.Builder builder = rig.http.newWebSocketBuilder();
      if (origin != null) {
        builder.header("Origin", origin);
      }
      if (authorization != null) {
        builder.header("Authorization", authorization);
      }
      socket =
          builder
              .buildAsync(URI.create("ws://127.0.0.1:" + rig.server.port() + "/api/live"), this)
              .join();
    }

    void send(String text) {
      socket.sendText(text, true).join();
    }

    JsonNode next() throws InterruptedException {
      String text = received.poll(5, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("no message came");
      }
      try {
        return mapper.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    JsonNode nextOf(String type) throws InterruptedException {
      return nextWith(message -> message.get("type").textValue().equals(type));
    }

    JsonNode controls(String name, int value) throws InterruptedException {
      return nextWith(
          message ->
              message.get("type").textValue().equals("controls")
                  && message.get("values").get(name).intValue() == value);
    }

    private JsonNode nextWith(Predicate<JsonNode> wanted) throws InterruptedException {
      JsonNode message = next();
      while (!wanted.test(message)) {
        message = next();
      }
      return message;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        received.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(1006);
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
