package dev.reverie.dream.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of a safetensors header, read but not yet compared with the file.
 *
 * @param tensors in the order of the header
 * @param metadata the {@code __metadata__} entry, or nothing
 */
record SafetensorsJson(List<Claim> tensors, Map<String, String> metadata) {
  /** Longer lists are not shapes. */
  private static final int MAX_DIMENSIONS = 32;

  /** What the header says of one tensor; any numbers at all. */
  record Claim(String name, DType dtype, List<Long> shape, long begin, long end) {}

  /**
   * @throws WeightsException if it is not JSON, or not the JSON of a safetensors header
   */
  static SafetensorsJson read(byte[] json, String source) {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(json)) {
      return header(parser);
    } catch (IOException e) {
      String reason =
          e instanceof JsonProcessingException j ? j.getOriginalMessage() : String.valueOf(e);
      throw new WeightsException(
          source + " has a damaged header (" + reason + "); download it again", e);
    }
  }

  private static SafetensorsJson header(JsonParser parser) throws IOException {
    List<Claim> tensors = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    parser.nextToken();
    require(parser, JsonToken.START_OBJECT, "the header");
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      require(parser, JsonToken.START_OBJECT, name);
      if (name.equals("__metadata__")) {
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          parser.nextToken();
          require(parser, JsonToken.VALUE_STRING, key);
          metadata.put(key, parser.getText());
        }
      } else {
        tensors.add(claim(name, parser));
      }
    }
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "more than one JSON value");
    }
    return new SafetensorsJson(tensors, metadata);
  }

  private static Claim claim(String name, JsonParser parser) throws IOException {
    DType dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      switch (key) {
        case "dtype" -> {
          require(parser, JsonToken.VALUE_STRING, key);
          dtype = dtype(parser, name);
        }
        case "shape" -> shape = numbers(parser, key);
        case "data_offsets" -> offsets = numbers(parser, key);
        default -> parser.skipChildren(); // as the format's own reader does
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new JsonParseException(
          parser, "tensor '" + name + "' lacks its dtype, its shape or its two data_offsets");
    }
    return new Claim(name, dtype, shape, offsets.get(0), offsets.get(1));
  }

  private static DType dtype(JsonParser parser, String name) throws IOException {
    String word = parser.getText();
    for (DType dtype : DType.values()) {
      if (dtype.name().equals(word)) {
        return dtype;
      }
    }
    throw new JsonParseException(
        parser, "tensor '" + name + "' is of the unknown kind '" + word + "'");
  }

  private static List<Long> numbers(JsonParser parser, String key) throws IOException {
    require(parser, JsonToken.START_ARRAY, key);
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(parser, JsonToken.VALUE_NUMBER_INT, key);
      numbers.add(parser.getLongValue());
      if (numbers.size() > MAX_DIMENSIONS) {
        throw new JsonParseException(parser, key + " has more than " + MAX_DIMENSIONS + " numbers");
      }
    }
    return numbers;
  }

  private static void require(JsonParser parser, JsonToken wanted, String where)
      throws IOException {
    @Nullable JsonToken found = parser.currentToken();
    if (found != wanted) {
      throw new JsonParseException(
          parser, "'" + where + "' is " + found + " where " + wanted + " belongs");
    }
  }
}
