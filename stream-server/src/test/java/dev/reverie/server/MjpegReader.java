package dev.reverie.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads a multipart stream strictly: every byte has to be where the format says. */
final class MjpegReader {
  private final InputStream in;
  private final String boundary;

  MjpegReader(InputStream in, String contentType) throws IOException {
    this.in = new BufferedInputStream(in);
    String prefix = "multipart/x-mixed-replace; boundary=";
    if (!contentType.startsWith(prefix)) {
      throw new IOException("unexpected content type: " + contentType);
    }
    this.boundary = contentType.substring(prefix.length());
    expect("--" + boundary + "\r\n");
  }

  /** The next part, up to and including the boundary that follows it. */
  Part next() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    while (true) {
      String line = line();
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(": ");
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    String length = headers.get("content-length");
    if (length == null) {
      throw new IOException("a part without Content-Length: " + headers);
    }
    byte[] jpeg = in.readNBytes(Integer.parseInt(length));
    if (jpeg.length != Integer.parseInt(length)) {
      throw new EOFException("the stream ended inside a picture");
    }
    expect("\r\n--" + boundary + "\r\n");
    return new Part(Map.copyOf(headers), jpeg);
  }

  private void expect(String text) throws IOException {
    byte[] read = in.readNBytes(text.length());
    if (read.length < text.length()) {
      throw new EOFException("the stream ended before " + text.strip());
    }
    String found = new String(read, StandardCharsets.ISO_8859_1);
    if (!found.equals(text)) {
      throw new IOException("expected '" + text + "', found '" + found + "'");
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the stream ended in a header");
      }
      if (b == '\r') {
        if (in.read() != '\n') {
          throw new IOException("a carriage return alone");
        }
        return line.toString(StandardCharsets.US_ASCII);
      }
      line.write(b);
    }
  }

  /** One part as it came. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(Map<String, String> headers, byte[] jpeg) {
    long frame() {
      return Long.parseLong(headers.getOrDefault("x-frame", "-1"));
    }
  }
}
