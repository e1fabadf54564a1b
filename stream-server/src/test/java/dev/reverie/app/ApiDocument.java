package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Reverie says of its own API, read with somebody else's JSON Schema validator. Objects are
 * taken to be closed: an answer must have what is described, and nothing else.
 */
final class ApiDocument {
  final JsonNode root;
  private final ObjectNode closed;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  ApiDocument(JsonNode root) {
    this.root = root;
    closed = root.deepCopy();
    close(closed);
  }

  private static void close(JsonNode node) {
    node.forEach(ApiDocument::close);
    if (node instanceof ObjectNode object && object.path("properties").isObject()) {
      object.put("additionalProperties", false);
    }
  }

  /** Every operation by {@code METHOD /path}. */
  Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        operations.put(
            method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), method.getValue());
      }
    }
    return operations;
  }

  /** What a reference stands for; anything else as it is. */
  static JsonNode resolved(JsonNode document, JsonNode node) {
    JsonNode reference = node.get("$ref");
    if (reference == null) {
      return node;
    }
    JsonNode target = document.at(reference.textValue().substring(1));
    assertThat(target.isMissingNode()).as(reference.textValue()).isFalse();
    return target;
  }

  /** Holds an answer against its description; the operation must describe its status. */
  void check(String method, String path, int status, JsonNode body) {
    JsonNode operation = closed.get("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    JsonNode responses = operation.path("responses");
    assertThat(responses.has(Integer.toString(status)))
        .as("%s %s describes its %d", method, path, status)
        .isTrue();
    JsonNode response = resolved(closed, responses.get(Integer.toString(status)));
    JsonNode schema = response.at("/content/application~1json/schema");
    assertThat(schema.isMissingNode()).as("%s %s %d has a schema", method, path, status).isFalse();
    assertThat(faults(schema, body)).as("%s %s %d", method, path, status).isEmpty();
  }

  /** What is wrong with {@code body} by {@code schema}. */
  List<String> faults(JsonNode schema, JsonNode body) {
    ObjectNode whole = closed.objectNode();
    whole.set("$defs", closed.at("/components/schemas"));
    whole.putArray("allOf").add(schema);
    // Where a schema stands alone, its definitions have another place.
    String alone = whole.toString().replace("#/components/schemas/", "#/$defs/");
    Schema checker = registry.getSchema(alone, InputFormat.JSON);
    return checker.validate(body).stream().map(Error::toString).toList();
  }

  /** What is wrong with {@code schema} as a schema. */
  static List<String> faults(JsonNode schema) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
        .validate(schema)
        .stream()
        .map(Error::toString)
        .toList();
  }
}
