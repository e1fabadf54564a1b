package dev.reverie.server;

import dev.reverie.config.InvalidValueException;
import dev.reverie.presets.PresetException;
import dev.reverie.presets.PresetJson;
import dev.reverie.presets.Presets;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/presets}: the presets over HTTP. */
final class PresetRoutes {
  /** Room for as many presets as there can be, with every control in each. */
  private static final int MAX_IMPORT = 1 << 20;

  private static final String JSON = "application/json";
  private static final String NAME = "name";
  private static final String ONE = "/api/presets/{name}";

  private final Json json;
  private final PresetJson documents = new PresetJson();
  private final Presets presets;
  private final ControlDesk desk;

  /**
   * @param presets not closed
   */
  PresetRoutes(Json json, Presets presets, ControlDesk desk) {
    this.json = json;
    this.presets = presets;
    this.desk = desk;
  }

  void register(JavalinDefaultRoutingApi routes) {
    ApiRoutes.look(routes, "/api/presets", this::list);
    ApiRoutes.look(routes, "/api/presets/export", this::export);
    routes.post("/api/presets/import", this::add);
    routes.put(ONE, this::save);
    routes.delete(ONE, this::remove);
    routes.post(ONE + "/rename", this::rename);
    routes.post(ONE + "/recall", this::recall);
    routes.exception(PresetException.class, this::refuse);
  }

  private void list(Context ctx) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("presets", presets.list().stream().map(PresetRoutes::describe).toList());
    body.put("note", presets.note());
    answer(ctx, 200, body);
  }

  private static Map<String, Object> describe(Presets.Listed listed) {
    Map<String, Object> map = PresetJson.describe(listed.preset());
    map.put("kind", listed.shipped() ? "shipped" : "user");
    map.put("available", listed.reason().isEmpty());
    map.put("reason", listed.reason());
    return map;
  }

  private void export(Context ctx) {
    ctx.contentType(JSON)
        .header("Cache-Control", "no-store")
        .header("Content-Disposition", "attachment; filename=\"reverie-presets.json\"")
        .result(documents.bytes(presets.export()));
  }

  private void add(Context ctx) throws IOException {
    String replace = ctx.queryParam("replace");
    boolean replacing = replace != null && isOn(replace);
    Presets.Imported imported =
        presets.add(documents.presets(ApiRoutes.body(ctx, MAX_IMPORT)), replacing);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("added", imported.added());
    body.put("replaced", imported.replaced());
    answer(ctx, 200, body);
  }

  private static boolean isOn(String replace) {
    return switch (replace) {
      case "1", "true", "on", "yes" -> true;
      case "0", "false", "off", "no" -> false;
      default -> throw new InvalidValueException("replace", replace, "1 or 0", "");
    };
  }

  private void save(Context ctx) throws IOException {
    Presets.Saved saved =
        presets.save(ctx.pathParam(NAME), documents.draft(ApiRoutes.body(ctx, ApiRoutes.MAX_BODY)));
    answer(ctx, saved.created() ? 201 : 200, Map.of("preset", PresetJson.describe(saved.preset())));
  }

  private void remove(Context ctx) {
    answer(ctx, 200, Map.of("removed", presets.remove(ctx.pathParam(NAME))));
  }

  private void rename(Context ctx) throws IOException {
    String to = documents.text(ApiRoutes.body(ctx, ApiRoutes.MAX_BODY), "to");
    answer(
        ctx, 200, Map.of("preset", PresetJson.describe(presets.rename(ctx.pathParam(NAME), to))));
  }

  private void recall(Context ctx) throws IOException {
    double seconds = documents.number(ApiRoutes.body(ctx, ApiRoutes.MAX_BODY), "seconds", 0);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("preset", presets.recall(ctx.pathParam(NAME), seconds));
    body.put("seconds", seconds);
    body.put("values", ControlSchema.values(desk.current()));
    answer(ctx, 200, body);
  }

  private void refuse(PresetException e, Context ctx) {
    Map<String, Object> body = Json.error(String.valueOf(e.getMessage()));
    if (!e.field().isEmpty()) {
      body.put("field", e.field());
      body.put("value", e.value());
      body.put("allowed", e.allowed());
    }
    int status =
        switch (e.kind()) {
          case MALFORMED -> 400;
          case UNKNOWN -> 404;
          case CONFLICT -> 409;
          case STORE -> 500;
        };
    answer(ctx, status, body);
  }

  private void answer(Context ctx, int status, @Nullable Object body) {
    ctx.status(status)
        .contentType(JSON)
        .header("Cache-Control", "no-store")
        .result(json.bytes(body));
  }
}
