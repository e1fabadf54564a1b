package dev.reverie.server;

import dev.reverie.measure.PartReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Reads a multipart stream strictly, and keeps each part for looking at. */
final class MjpegReader {
  private final PartReader parts;

  MjpegReader(InputStream in, String contentType) throws IOException {
    parts = new PartReader(in, contentType);
  }

  /** The next part, up to and including the boundary that follows it. */
  Part next() throws IOException {
    parts.next();
    return new Part(parts.headers(), parts.picture());
  }

  /** One part as it came. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(Map<String, String> headers, byte[] jpeg) {
    long frame() {
      return Long.parseLong(headers.getOrDefault("x-frame", "-1"));
    }
  }
}
