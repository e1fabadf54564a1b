package dev.reverie.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reverie.config.Clock;
import dev.reverie.config.InvalidValueException;
import io.javalin.websocket.WsConfig;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code WS /api/live}: every open page gets the state twice a second and every change of the
 * controls at once, whoever made it, and may ask for changes itself.
 */
final class LiveEndpoint implements AutoCloseable {
  private static final long TICK_NANOS = 500_000_000L;
  private static final int MAX_WRONG_TOKENS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(LiveEndpoint.class);

  private final Clock clock;
  private final Json json;
  private final AccessPolicy access;
  private final ControlDesk desk;
  private final StateReport report;
  private final int maxClients;
  private final Map<Session, LiveClient> clients = new ConcurrentHashMap<>();
  private final AtomicBoolean reportBroken = new AtomicBoolean();
  private final Object broadcasting = new Object();
  private final Thread ticker;
  private volatile ControlDesk.@Nullable Subscription changes;

  LiveEndpoint(
      Clock clock,
      Json json,
      AccessPolicy access,
      ControlDesk desk,
      StateReport report,
      int maxClients) {
    this.clock = clock;
    this.json = json;
    this.access = access;
    this.desk = desk;
    this.report = report;
    this.maxClients = maxClients;
    this.ticker = new Thread(this::tick, "live-state");
    this.ticker.setDaemon(true);
  }

  void start() {
    changes = desk.addListener(changed -> broadcastControls());
    ticker.start();
  }

  void register(WsConfig ws) {
    ws.onConnect(ctx -> connect(ctx.session, ctx.header("Authorization")));
    ws.onMessage(
        ctx -> {
          LiveClient client = clients.get(ctx.session);
          if (client != null) {
            receive(client, ctx.message());
          }
        });
    ws.onBinaryMessage(
        ctx ->
            ctx.session.close(StatusCode.BAD_DATA, "this server speaks JSON text", Callback.NOOP));
    ws.onClose(ctx -> forget(ctx.session));
    ws.onError(
        ctx -> {
          LOG.debug("a page's connection failed: {}", String.valueOf(ctx.error()));
          forget(ctx.session);
        });
  }

  private void forget(Session session) {
    LiveClient client = clients.remove(session);
    if (client != null) {
      client.gone();
    }
  }

  private void connect(Session session, @Nullable String authorization) {
    boolean operator = !access.needsToken() || access.isAuthorized(authorization);
    LiveClient client = new LiveClient(session, operator);
    clients.put(session, client);
    if (clients.size() > maxClients) {
      clients.remove(session);
      client.close(StatusCode.TRY_AGAIN_LATER, "too many open pages");
      return;
    }
    if (!operator) {
      client.answer(message("auth-required"));
    }
    client.controls(controlsMessage());
    String state = stateMessage();
    if (state != null) {
      client.state(state);
    }
  }

  private void receive(LiveClient client, String text) {
    Object id = null;
    try {
      JsonNode node = json.object(text.getBytes(StandardCharsets.UTF_8));
      id = echo(node.get("id"));
      switch (node.path("type").asText()) {
        case "auth" -> authenticate(client, node.path("token").asText());
        case "patch" -> patch(client, node.path("values"), id);
        default ->
            client.answer(
                failure(id, Json.error("unknown message type; use \"patch\" or \"auth\"")));
      }
    } catch (InvalidValueException e) {
      client.answer(failure(id, Json.error(e)));
    } catch (ApiException e) {
      client.answer(failure(id, Json.error(String.valueOf(e.getMessage()))));
    } catch (RuntimeException e) {
      LOG.error("a message of a page could not be handled", e);
      client.answer(
          failure(id, Json.error("something went wrong inside; Reverie's log says what")));
    }
  }

  private void authenticate(LiveClient client, String token) {
    if (!access.needsToken() || access.isToken(token)) {
      client.makeOperator();
      client.answer(message("auth-ok"));
      return;
    }
    if (client.wrongToken() >= MAX_WRONG_TOKENS) {
      client.close(StatusCode.POLICY_VIOLATION, "too many wrong tokens");
      return;
    }
    Map<String, Object> body = typed("auth-required");
    body.put("error", "this is not the operator token");
    client.answer(json.text(body));
  }

  private void patch(LiveClient client, JsonNode values, @Nullable Object id) {
    if (!client.isOperator()) {
      client.answer(
          failure(
              id,
              Json.error(
                  "changes need the operator token: send {\"type\":\"auth\",\"token\":...}")));
      return;
    }
    if (!values.isObject()) {
      client.answer(failure(id, Json.error("\"values\" must be an object of names and values")));
      return;
    }
    desk.patch(Json.changes(values));
    Map<String, Object> body = typed("ack");
    body.put("id", id);
    client.answer(json.text(body));
  }

  /** The page's own mark on a message, handed back as it came if it is a number or short text. */
  private static @Nullable Object echo(@Nullable JsonNode id) {
    if (id == null) {
      return null;
    }
    if (id.isNumber()) {
      return id.numberValue();
    }
    return id.isTextual() && id.textValue().length() <= 64 ? id.textValue() : null;
  }

  private String failure(@Nullable Object id, Map<String, Object> error) {
    Map<String, Object> body = typed("error");
    body.put("id", id);
    body.putAll(error);
    return json.text(body);
  }

  private String message(String type) {
    return json.text(typed(type));
  }

  private static Map<String, Object> typed(String type) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type);
    return body;
  }

  /** Sends what is in force now, not what a listener was told: changes may overtake each other. */
  private void broadcastControls() {
    synchronized (broadcasting) {
      if (!clients.isEmpty()) {
        String message = controlsMessage();
        clients.values().forEach(client -> client.controls(message));
      }
    }
  }

  private String controlsMessage() {
    Map<String, Object> body = typed("controls");
    body.put("values", ControlSchema.values(desk.current()));
    return json.text(body);
  }

  /** Null if the state cannot be reported now, which is logged once until it can again. */
  private @Nullable String stateMessage() {
    try {
      Map<String, Object> body = typed("state");
      body.put("state", report.state());
      String message = json.text(body);
      reportBroken.set(false);
      return message;
    } catch (RuntimeException e) {
      if (!reportBroken.getAndSet(true)) {
        LOG.error("the state cannot be reported", e);
      }
      return null;
    }
  }

  private void tick() {
    try {
      long next = clock.nanoTime();
      while (true) {
        next = Math.max(next + TICK_NANOS, clock.nanoTime());
        clock.sleepUntil(next);
        String message = clients.isEmpty() ? null : stateMessage();
        if (message != null) {
          clients.values().forEach(client -> client.state(message));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many pages are open. */
  int clients() {
    return clients.size();
  }

  /** Says goodbye to every page. */
  @Override
  public void close() {
    ControlDesk.Subscription listening = changes;
    if (listening != null) {
      listening.close();
    }
    ticker.interrupt();
    clients.values().forEach(client -> client.close(StatusCode.SHUTDOWN, "Reverie is stopping"));
  }
}
