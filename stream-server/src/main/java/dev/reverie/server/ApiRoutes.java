package dev.reverie.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reverie.config.InvalidValueException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plain HTTP side of the API, the page's files, and errors as JSON. */
final class ApiRoutes {
  /** Far more than every control at its longest. */
  static final int MAX_BODY = 64 * 1024;

  private static final String JSON = "application/json";
  private static final Logger LOG = LoggerFactory.getLogger(ApiRoutes.class);

  private final Json json;
  private final MjpegHub hub;
  private final ControlDesk desk;
  private final StateReport report;
  private final ModelDirectory models;
  private final MetricsReport metrics;
  private final WebPages pages;
  private final OpenApi description = new OpenApi();

  ApiRoutes(
      Json json,
      MjpegHub hub,
      ControlDesk desk,
      StateReport report,
      ModelDirectory models,
      MetricsReport metrics,
      WebPages pages) {
    this.json = json;
    this.hub = hub;
    this.desk = desk;
    this.report = report;
    this.models = models;
    this.metrics = metrics;
    this.pages = pages;
  }

  void register(JavalinDefaultRoutingApi routes) {
    look(routes, "/healthz", ctx -> answer(ctx, 200, Map.of("status", "ok")));
    look(routes, "/readyz", this::ready);
    look(routes, "/snapshot.jpg", this::snapshot);
    look(routes, "/api/state", ctx -> answer(ctx, 200, report.state()));
    look(routes, "/api/controls", ctx -> answer(ctx, 200, schemaAndValues()));
    look(routes, "/api/layers", ctx -> answer(ctx, 200, models.layers()));
    look(routes, "/api/models", ctx -> answer(ctx, 200, models.models()));
    look(routes, "/api/openapi.json", ctx -> answer(ctx, 200, description.document()));
    look(routes, "/metrics", this::metrics);
    routes.patch("/api/controls", this::patch);
    routes.post("/api/models/{name}/fetch", this::fetch);
    look(routes, "/", this::page);

    routes.exception(ApiException.class, (e, ctx) -> refuse(ctx, e.status(), e));
    routes.exception(InvalidValueException.class, (e, ctx) -> answer(ctx, 400, Json.error(e)));
    routes.exception(HttpResponseException.class, (e, ctx) -> refuse(ctx, e.getStatus(), e));
    routes.exception(
        EofException.class, (e, ctx) -> LOG.debug("a client is gone: {}", e.toString()));
    routes.exception(Exception.class, this::fault);
  }

  private void fault(Exception e, Context ctx) {
    if (e instanceof HttpException http && http.getCode() < 500) {
      refuse(ctx, http.getCode(), e);
      return;
    }
    LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
    answer(ctx, 500, Json.error("something went wrong inside; Reverie's log says what"));
  }

  /** A route for GET and for HEAD, which the framework would otherwise answer without headers. */
  static void look(JavalinDefaultRoutingApi routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
  }

  private void refuse(Context ctx, int status, Exception e) {
    if (status == 404 && isLook(ctx)) {
      Optional<WebPages.Page> found = pages.find(ctx.path());
      if (found.isPresent()) {
        send(ctx, found.get());
        return;
      }
    }
    answer(
        ctx,
        status,
        Json.error(
            status == 404 ? "there is nothing at " + ctx.path() : String.valueOf(e.getMessage())));
  }

  private static boolean isLook(Context ctx) {
    String method = ctx.req().getMethod();
    return method.equals("GET") || method.equals("HEAD");
  }

  private void answer(Context ctx, int status, @Nullable Object body) {
    if (ctx.res().isCommitted()) {
      return;
    }
    ctx.status(status)
        .contentType(JSON)
        .header("Cache-Control", "no-store")
        .result(json.bytes(body));
  }

  private void metrics(Context ctx) {
    byte[] text = metrics.text();
    ctx.contentType(MetricsReport.CONTENT_TYPE).header("Cache-Control", "no-store").result(text);
  }

  private void ready(Context ctx) {
    StateReport.Readiness readiness = report.readiness();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", readiness.ready());
    body.put("reason", readiness.reason());
    answer(ctx, readiness.ready() ? 200 : 503, body);
  }

  private void snapshot(Context ctx) {
    byte[] jpeg =
        hub.snapshot()
            .orElseThrow(
                () -> {
                  ctx.header("Retry-After", "1");
                  return new ApiException(503, "there is no picture yet");
                });
    ctx.contentType("image/jpeg").header("Cache-Control", "no-store").result(jpeg);
  }

  private Map<String, Object> schemaAndValues() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("controls", ControlSchema.describe());
    body.put("values", ControlSchema.values(desk.current()));
    return body;
  }

  private void patch(Context ctx) throws IOException {
    JsonNode changes = json.object(body(ctx, MAX_BODY));
    answer(ctx, 200, Map.of("values", ControlSchema.values(desk.patch(Json.changes(changes)))));
  }

  /**
   * The body of a request that is JSON or doesn't say.
   *
   * @param most bytes
   * @throws ApiException if it is something else, or larger
   */
  static byte[] body(Context ctx, int most) throws IOException {
    String type = ctx.header("Content-Type");
    if (type != null && !isJsonOrUnsaid(type)) {
      throw new ApiException(
          415, "the body must be JSON (Content-Type: application/json), not " + type);
    }
    if (ctx.req().getContentLengthLong() > most) {
      throw tooLarge(most);
    }
    byte[] body = ctx.req().getInputStream().readNBytes(most + 1);
    if (body.length > most) {
      throw tooLarge(most);
    }
    return body;
  }

  private static ApiException tooLarge(int most) {
    return new ApiException(413, "the body is larger than " + most + " bytes");
  }

  /** curl names a form, and others plain text, when nobody tells them what they send. */
  private static boolean isJsonOrUnsaid(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    return type.equals(JSON)
        || type.endsWith("+json")
        || type.equals("application/x-www-form-urlencoded")
        || type.equals("text/plain");
  }

  private void fetch(Context ctx) {
    String name = ctx.pathParam("name");
    try {
      models.fetch(name);
    } catch (InvalidValueException e) {
      answer(ctx, 404, Json.error(e));
      return;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", name);
    body.put("requested", true);
    answer(ctx, 202, body);
  }

  private void page(Context ctx) {
    send(
        ctx,
        pages
            .find(ctx.path())
            .orElseThrow(() -> new ApiException(404, "there is no page here: see /api/state")));
  }

  private static void send(Context ctx, WebPages.Page page) {
    // "no-cache" means: keep it, but ask each time whether it is still the same.
    ctx.header("Cache-Control", "no-cache").header("ETag", page.etag());
    String known = ctx.header("If-None-Match");
    if (known != null && (known.contains(page.etag()) || known.trim().equals("*"))) {
      ctx.status(304);
      return;
    }
    ctx.status(200).contentType(page.type()).result(page.content());
  }
}
