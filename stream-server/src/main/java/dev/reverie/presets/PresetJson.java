package dev.reverie.presets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reverie.config.InvalidValueException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Presets as JSON: {@code {"presets": [{"name", "description", "values"}, ...]}}, in files as over
 * HTTP. Thread-safe.
 */
public final class PresetJson {
  private static final String PRESETS = "presets";
  private static final String VALUES = "values";
  private static final String DESCRIPTION = "description";

  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * What is to be saved under a name.
   *
   * @param values null means: the controls in force
   * @param description null means: as it was
   */
  public record Draft(@Nullable Map<String, Object> values, @Nullable String description) {}

  /**
   * Reads presets: the document above, its list alone, or a single preset. Members that it does not
   * know are passed over.
   *
   * @throws PresetException if this is none of them
   * @throws InvalidValueException for a name or description that is not allowed
   */
  public List<Preset> presets(byte[] document) {
    JsonNode root = read(document);
    JsonNode list = root.isObject() && root.has(PRESETS) ? root.get(PRESETS) : root;
    List<Preset> presets = new ArrayList<>();
    if (list.isObject()) {
      presets.add(preset(list));
    } else if (list.isArray()) {
      list.forEach(node -> presets.add(preset(node)));
    } else {
      throw malformed("these must be presets: {\"presets\": [{\"name\": ..., \"values\": {...}}]}");
    }
    return presets;
  }

  private static Preset preset(JsonNode node) {
    JsonNode name = node.get("name");
    if (name == null || !name.isTextual()) {
      throw malformed("a preset must be an object with a \"name\" and \"values\"");
    }
    if (!node.path(VALUES).isObject()) {
      throw malformed(
          "preset '" + shown(name) + "' lacks \"values\", an object of controls and values");
    }
    return new Preset(
        name.textValue(), description(node) == null ? "" : text(node), values(node.get(VALUES)));
  }

  private static String shown(JsonNode name) {
    String text = name.textValue().replaceAll("\\p{Cntrl}", "?");
    return text.length() <= Preset.MAX_NAME ? text : text.substring(0, Preset.MAX_NAME) + "...";
  }

  /**
   * Reads {@code {"values": {...}, "description": ...}}; nothing at all is an empty draft.
   *
   * @throws PresetException if this is something else
   */
  public Draft draft(byte[] body) {
    if (body.length == 0) {
      return new Draft(null, null);
    }
    JsonNode root = object(body, "{\"values\": {...}, \"description\": \"...\"}");
    JsonNode values = root.get(VALUES);
    if (values != null && !values.isObject()) {
      throw malformed("\"values\" must be an object of controls and values");
    }
    return new Draft(values == null ? null : values(values), description(root));
  }

  /**
   * The text in {@code member} of an object.
   *
   * @throws PresetException if this is something else
   */
  public String text(byte[] body, String member) {
    JsonNode value = object(body, "{\"" + member + "\": \"...\"}").get(member);
    if (value == null || !value.isTextual()) {
      throw malformed("this needs \"" + member + "\", a text");
    }
    return value.textValue();
  }

  /**
   * The number in {@code member} of an object; {@code fallback} if nothing says it.
   *
   * @throws PresetException if this is something else
   */
  public double number(byte[] body, String member, double fallback) {
    if (body.length == 0) {
      return fallback;
    }
    JsonNode value = object(body, "{\"" + member + "\": ...}").get(member);
    if (value == null) {
      return fallback;
    }
    if (!value.isNumber()) {
      throw malformed("\"" + member + "\" must be a number");
    }
    return value.doubleValue();
  }

  /** The document of {@code presets}, indented for people, as UTF-8. */
  public byte[] bytes(List<Preset> presets) {
    try {
      return mapper
          .writerWithDefaultPrettyPrinter()
          .writeValueAsBytes(Map.of(PRESETS, presets.stream().map(PresetJson::describe).toList()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("presets cannot be written: " + e.getMessage(), e);
    }
  }

  /** A preset's members in their order. */
  public static Map<String, Object> describe(Preset preset) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", preset.name());
    map.put(DESCRIPTION, preset.description());
    map.put(VALUES, preset.values());
    return map;
  }

  private JsonNode object(byte[] body, String example) {
    JsonNode node = read(body);
    if (!node.isObject()) {
      throw malformed("this must be a JSON object, for example " + example);
    }
    return node;
  }

  private JsonNode read(byte[] document) {
    try {
      return mapper.readTree(document);
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      String place =
          where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
      // Without where a bracket began, which comes with a remark about the parser's settings.
      String problem =
          e.getOriginalMessage()
              .lines()
              .findFirst()
              .orElse("")
              .replaceAll(" \\(start marker.*", "");
      throw malformed("this is not valid JSON" + place + ": " + problem);
    } catch (IOException e) {
      throw malformed("this is not readable as JSON: " + e.getMessage());
    }
  }

  private static @Nullable String description(JsonNode node) {
    return node.has(DESCRIPTION) ? text(node) : null;
  }

  private static String text(JsonNode node) {
    JsonNode description = node.get(DESCRIPTION);
    if (description == null || !description.isTextual()) {
      throw malformed("\"description\" must be a text");
    }
    return description.textValue();
  }

  private static Map<String, Object> values(JsonNode object) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      values.put(entry.getKey(), scalar(entry.getKey(), entry.getValue()));
    }
    return values;
  }

  private static Object scalar(String name, JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber()) {
      return value.isIntegralNumber() && value.canConvertToInt()
          ? (Number) value.intValue()
          : (Number) value.doubleValue();
    }
    throw new InvalidValueException(name, value.toString(), "a number, true, false or a text", "");
  }

  private static PresetException malformed(String message) {
    return new PresetException(PresetException.Kind.MALFORMED, message, null);
  }
}
