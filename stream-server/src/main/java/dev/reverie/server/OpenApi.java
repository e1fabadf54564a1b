package dev.reverie.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reverie.config.Controls;
import dev.reverie.config.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/**
 * {@code GET /api/openapi.json}: every HTTP route in OpenAPI 3.1. What only people know lies in
 * {@code openapi.json} beside this class; controls, the stream's parameters and what all routes
 * have in common are filled in from the tables and rules that the program itself follows.
 */
final class OpenApi {
  private static final Set<String> CHANGING = Set.of("post", "put", "patch", "delete");
  private static final String RESPONSES = "#/components/responses/";

  private final ObjectNode document;

  OpenApi() {
    document = read();
    String version = OpenApi.class.getPackage().getImplementationVersion();
    ((ObjectNode) document.get("info")).put("version", version == null ? "unpackaged" : version);
    ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
    schemas.set("ControlValues", controls(true));
    schemas.set("ControlChanges", controls(false));
    stream((ObjectNode) document.at("/paths/~1stream.mjpg/get"));
    for (JsonNode path : document.get("paths")) {
      complete((ObjectNode) path);
    }
  }

  private static ObjectNode read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is missing beside " + OpenApi.class);
      }
      return (ObjectNode) JsonMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json cannot be read", e);
    }
  }

  /** The description; not to be modified. */
  JsonNode document() {
    return document;
  }

  private ObjectNode controls(boolean all) {
    ObjectNode object = document.objectNode();
    object.put(
        "description",
        all
            ? "Every control's value."
            : "Some controls' new values. Numbers and switches may also be given as text.");
    object.put("type", "object");
    ObjectNode properties = object.putObject("properties");
    ArrayNode names = document.arrayNode();
    for (Spec spec : Controls.table().specs()) {
      properties.set(spec.name(), schema(spec));
      names.add(spec.name());
    }
    if (all) {
      object.set("required", names);
    }
    return object.put("additionalProperties", false);
  }

  private ObjectNode schema(Spec spec) {
    ObjectNode schema = document.objectNode().put("description", spec.help());
    if (spec instanceof Spec.Numeric n) {
      if (n.whole()) {
        schema.put("type", "integer").put("minimum", (long) n.min()).put("maximum", (long) n.max());
      } else {
        schema.put("type", "number").put("minimum", n.min()).put("maximum", n.max());
      }
    } else if (spec instanceof Spec.Choice c) {
      schema.put("type", "string");
      c.choices().forEach(schema.putArray("enum")::add);
    } else if (spec instanceof Spec.Toggle) {
      schema.put("type", "boolean");
    } else {
      schema.put("type", "string").put("maxLength", Spec.Text.MAX_LENGTH);
    }
    return schema;
  }

  private void stream(ObjectNode operation) {
    ArrayNode parameters = operation.putArray("parameters");
    for (Spec spec : StreamRequest.specs()) {
      ObjectNode parameter = parameters.addObject().put("name", spec.name()).put("in", "query");
      parameter.put("description", spec.help());
      parameter.set("schema", schema(spec).without("description"));
    }
  }

  /** Adds what holds for every route: HEAD beside GET, who may do it, how it is refused. */
  private void complete(ObjectNode path) {
    for (Map.Entry<String, JsonNode> entry : path.properties()) {
      ObjectNode operation = (ObjectNode) entry.getValue();
      ObjectNode responses = (ObjectNode) operation.get("responses");
      if (CHANGING.contains(entry.getKey())) {
        ArrayNode security = operation.putArray("security");
        security.addObject();
        security.addObject().putArray("operator");
        refuse(responses, "401", "NoToken");
      }
      refuse(responses, "403", "Foreign");
      refuse(responses, "default", "Failed");
    }
    JsonNode get = path.get("get");
    if (get != null && !get.at("/responses/200").isMissingNode()) {
      path.set("head", head(get));
    }
  }

  private static void refuse(ObjectNode responses, String status, String name) {
    responses.putObject(status).put("$ref", RESPONSES + name);
  }

  private static ObjectNode head(JsonNode get) {
    ObjectNode head = get.deepCopy();
    head.put("operationId", get.get("operationId").textValue() + "Head");
    head.put("summary", "As GET, headers alone.");
    for (Map.Entry<String, JsonNode> entry : head.get("responses").properties()) {
      ObjectNode response = head.objectNode();
      response.put("description", "As GET answers, without the body.");
      entry.setValue(response);
    }
    return head;
  }
}
