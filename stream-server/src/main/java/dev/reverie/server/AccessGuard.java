package dev.reverie.server;

import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands in front of every route, WebSockets and errors included, and lets through what the {@link
 * AccessPolicy} allows.
 */
final class AccessGuard extends Handler.Wrapper {
  private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS");

  private final AccessPolicy policy;
  private final Refusals refusals;
  private final SecurityHeaders headers;

  AccessGuard(AccessPolicy policy, Refusals refusals, SecurityHeaders headers) {
    this.policy = policy;
    this.refusals = refusals;
    this.headers = headers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpFields fields = request.getHeaders();
    String host = fields.get(HttpHeader.HOST);
    if (!policy.allowsHost(host)) {
      refusals.refuse(
          response,
          callback,
          403,
          "this server listens for this machine only: open it as localhost or 127.0.0.1, or start"
              + " it with --host 0.0.0.0");
      return true;
    }
    boolean socket =
        "websocket".equals(String.valueOf(fields.get(HttpHeader.UPGRADE)).toLowerCase(Locale.ROOT));
    boolean changing = !LOOKING.contains(request.getMethod());
    if ((socket || changing) && !policy.allowsOrigin(fields.get(HttpHeader.ORIGIN), host)) {
      refusals.refuse(
          response, callback, 403, "pages from another origin may not control this server");
      return true;
    }
    if (changing
        && policy.needsToken()
        && !policy.isAuthorized(fields.get(HttpHeader.AUTHORIZATION))) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"operator\"");
      refusals.refuse(
          response,
          callback,
          401,
          "changes need the operator token: send it as 'Authorization: Bearer TOKEN'");
      return true;
    }
    headers.addTo(response.getHeaders());
    return super.handle(request, response, callback);
  }
}
