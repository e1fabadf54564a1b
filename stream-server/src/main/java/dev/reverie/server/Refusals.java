package dev.reverie.server;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers everything that fails before it reaches a route (malformed requests, headers too large,
 * ...) as JSON with the security headers, without a word of what went on inside.
 */
final class Refusals extends ErrorHandler {
  private static final String JSON = "application/json";

  private final Json json;
  private final SecurityHeaders headers;

  Refusals(Json json, SecurityHeaders headers) {
    this.json = json;
    this.headers = headers;
  }

  /** Answers {@code status} and {@code message}. */
  void refuse(Response response, Callback callback, int status, String message) {
    refuse(response, callback, status, Json.error(message));
  }

  /** Answers {@code status} with the body of {@link Json#error}. */
  void refuse(Response response, Callback callback, int status, Map<String, Object> body) {
    response.setStatus(status);
    headers.addTo(response.getHeaders());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    response.write(true, ByteBuffer.wrap(json.bytes(body)), callback);
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    refuse(response, callback, code, HttpStatus.getMessage(code));
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }
}
