package dev.reverie.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the JSON that the API speaks. Thread-safe. */
final class Json {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** {@code value} as UTF-8 JSON. */
  byte[] bytes(@Nullable Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("this cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  /** {@code value} as JSON text. */
  String text(@Nullable Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("this cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a JSON object.
   *
   * @throws ApiException with status 400 if it is anything else
   */
  JsonNode object(byte[] body) {
    JsonNode node;
    try {
      node = mapper.readTree(body);
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      String place =
          where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
      throw new ApiException(400, "this is not valid JSON" + place + ": " + firstLine(e));
    } catch (IOException e) {
      throw new ApiException(400, "this is not readable as JSON: " + e.getMessage());
    }
    if (!node.isObject()) {
      throw new ApiException(
          400, "this must be a JSON object of names and values, for example {\"steps\": 2}");
    }
    return node;
  }

  private static String firstLine(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /**
   * The changes that a JSON object asks for.
   *
   * @throws InvalidValueException for a value that is not a number, a boolean or text
   */
  static Map<String, Object> changes(JsonNode object) {
    Map<String, Object> changes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      changes.put(entry.getKey(), scalar(entry.getKey(), entry.getValue()));
    }
    return changes;
  }

  private static Object scalar(String name, JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber()) {
      return value.isIntegralNumber() && value.canConvertToLong()
          ? (Number) value.longValue()
          : (Number) value.doubleValue();
    }
    Table<Controls> table = Controls.table();
    throw new InvalidValueException(
        name, value.toString(), table.spec(name).allowed(), "a single value, not null or a list");
  }

  /** The body of an error answer. */
  static Map<String, Object> error(String message) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", message);
    return body;
  }

  /** The body of an error answer about a value that is not allowed. */
  static Map<String, Object> error(InvalidValueException e) {
    Map<String, Object> body = error(String.valueOf(e.getMessage()));
    body.put("field", e.field());
    body.put("value", e.value());
    body.put("allowed", e.allowed());
    return body;
  }
}
