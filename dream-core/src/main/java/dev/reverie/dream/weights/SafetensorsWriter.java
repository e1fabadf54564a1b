package dev.reverie.dream.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes weights as a safetensors file of float32 tensors; {@link Safetensors} reads it back. */
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * @param out written to, flushed, left open
   */
  static void write(Weights weights, OutputStream out) throws IOException {
    byte[] header = header(weights);
    int padding = Math.floorMod(-header.length, ALIGNMENT);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(header.length + padding);
    out.write(length.array());
    out.write(header);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    for (String name : weights.names()) {
      float[] values = weights.tensor(name).toArray();
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      out.write(bytes.array());
    }
    out.flush();
  }

  private static byte[] header(Weights weights) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      if (!weights.metadata().isEmpty()) {
        json.writeObjectFieldStart("__metadata__");
        for (var note : weights.metadata().entrySet()) {
          json.writeStringField(note.getKey(), note.getValue());
        }
        json.writeEndObject();
      }
      long begin = 0;
      for (String name : weights.names()) {
        Tensor tensor = weights.tensor(name);
        long end = begin + (long) tensor.size() * Float.BYTES;
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", DType.F32.name());
        json.writeArrayFieldStart("shape");
        for (int dim : tensor.shape()) {
          json.writeNumber(dim);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(begin);
        json.writeNumber(end);
        json.writeEndArray();
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
