package dev.reverie.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An open page's end of {@code /api/live}. */
final class Page implements WebSocket.Listener, AutoCloseable {
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final ObjectMapper mapper = new ObjectMapper();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  Page(TestLive live) {
    socket = live.http().newWebSocketBuilder().buildAsync(live.socket(), this).join();
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  /** Waits until the page is told that a control has a value. */
  void awaitControl(String name, String value) throws Exception {
    await(
        message ->
            message.path("type").asText().equals("controls")
                && message.path("values").path(name).asText().equals(value));
  }

  /** The next state that comes. */
  JsonNode awaitState() throws Exception {
    return await(message -> message.path("type").asText().equals("state")).get("state");
  }

  private JsonNode await(Predicate<JsonNode> wanted)
      throws InterruptedException, JsonProcessingException {
    while (true) {
      String text = received.poll(20, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("the page was not told");
      }
      JsonNode message = mapper.readTree(text);
      if (wanted.test(message)) {
        return message;
      }
    }
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
  public void close() {
    socket.abort();
  }
}
