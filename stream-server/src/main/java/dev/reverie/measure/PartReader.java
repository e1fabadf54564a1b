package dev.reverie.measure;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of pictures strictly: every byte has to be where the format says. Pictures are
 * read into memory that is used again. Belongs to one thread.
 */
public final class PartReader {
  private static final String CONTENT_TYPE = "multipart/x-mixed-replace; boundary=";
  private static final String LENGTH = "content-length";
  private static final int LONGEST_LINE = 1000;

  /** No picture of the program's own comes near; a nonsensical length must not take all memory. */
  private static final int LARGEST = 1 << 26;

  private final InputStream in;
  private final byte[] delimiter;
  private Map<String, String> headers = Map.of();
  private byte[] picture = new byte[0];
  private int length;

  /**
   * Reads up to the first part.
   *
   * @param in stays the caller's
   * @param contentType that the stream was announced with
   * @throws IOException if this is no such stream; the message is for people
   */
  public PartReader(InputStream in, String contentType) throws IOException {
    this.in = new BufferedInputStream(in);
    if (!contentType.startsWith(CONTENT_TYPE)) {
      throw new IOException("expected a stream of pictures, found " + contentType);
    }
    String boundary = "--" + contentType.substring(CONTENT_TYPE.length()) + "\r\n";
    delimiter = ("\r\n" + boundary).getBytes(StandardCharsets.US_ASCII);
    expect(boundary.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads the next part, up to and including the boundary that follows it.
   *
   * @return how many bytes its picture has
   * @throws EOFException if the stream ends before
   * @throws IOException if it breaks its form; the message is for people
   */
  public int next() throws IOException {
    headers = readHeaders();
    length = parsedLength(headers.get(LENGTH));
    if (picture.length < length) {
      // Half as much again, because the next one may be a little larger.
      picture = new byte[length + length / 2];
    }
    if (in.readNBytes(picture, 0, length) < length) {
      throw new EOFException("the stream ended inside a picture");
    }
    expect(delimiter);
    return length;
  }

  /** The headers of the part read last, by their names in small letters. */
  public Map<String, String> headers() {
    return headers;
  }

  /** A copy of the picture read last. */
  public byte[] picture() {
    return Arrays.copyOf(picture, length);
  }

  private Map<String, String> readHeaders() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(": ");
      if (colon < 1) {
        throw new IOException("expected a header, found '" + line + "'");
      }
      found.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    return Map.copyOf(found);
  }

  private static int parsedLength(@Nullable String given) throws IOException {
    if (given == null) {
      throw new IOException("a part without Content-Length");
    }
    try {
      int parsed = Integer.parseInt(given);
      if (parsed >= 0 && parsed <= LARGEST) {
        return parsed;
      }
    } catch (NumberFormatException e) {
      throw new IOException("Content-Length: '" + given + "' is no number", e);
    }
    throw new IOException("Content-Length: " + given + " is not from 0 to " + LARGEST);
  }

  private void expect(byte[] wanted) throws IOException {
    byte[] read = in.readNBytes(wanted.length);
    if (read.length < wanted.length) {
      throw new EOFException("the stream ended before a boundary");
    }
    if (!Arrays.equals(read, wanted)) {
      throw new IOException(
          "expected '%s', found '%s'"
              .formatted(
                  new String(wanted, StandardCharsets.ISO_8859_1).strip(),
                  new String(read, StandardCharsets.ISO_8859_1).strip()));
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the stream ended in a header");
      }
      if (b == '\r') {
        if (in.read() != '\n') {
          throw new IOException("a carriage return alone");
        }
        return line.toString();
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException("a header line without end");
      }
      line.append((char) b);
    }
  }
}
