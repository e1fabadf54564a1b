package dev.reverie.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.io.UncheckedIOException;

/**
 * Sits on a page's line to the program and lets the program's state through with some of its parts
 * replaced: what a machine does only when it is overloaded, or left alone for minutes, can be shown
 * at once.
 */
final class PretendState {
  private final ObjectMapper json = new ObjectMapper();
  private JsonNode news = json.createObjectNode();

  private PretendState() {}

  /** Gets between the page and its program; the page is loaded anew. */
  static PretendState between(Page page) {
    PretendState state = new PretendState();
    page.routeWebSocket(url -> url.endsWith("/api/live"), state::listen);
    page.reload();
    return state;
  }

  /**
   * From now on the state says this.
   *
   * @param parts a JSON object: each of its members replaces the state's own of that name
   */
  void say(String parts) {
    news = read(parts);
  }

  private void listen(WebSocketRoute line) {
    WebSocketRoute program = line.connectToServer();
    program.onMessage(frame -> line.send(changed(frame.text())));
  }

  private String changed(String text) {
    JsonNode message = read(text);
    if (message.path("state") instanceof ObjectNode state) {
      state.setAll((ObjectNode) news);
    }
    return message.toString();
  }

  private JsonNode read(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
