package dev.reverie.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One encoded picture, framed for the stream once and shared by every viewer who gets it: part
 * headers, JPEG, and the boundary that follows at once, because browsers paint a picture only when
 * they see what comes after it. Immutable by convention: nobody writes to {@link #bytes} after
 * construction.
 */
final class StreamPart {
  private static final String BOUNDARY = "reverie-frame";
  private static final byte[] DELIMITER = ascii("\r\n--" + BOUNDARY + "\r\n");

  /** The stream's content type. */
  static final String CONTENT_TYPE = "multipart/x-mixed-replace; boundary=" + BOUNDARY;

  private final byte[] bytes;
  private final int jpegOffset;
  private final int width;
  private final int height;
  private final int quality;
  private final long sequence;

  private StreamPart(
      byte[] bytes, int jpegOffset, int width, int height, int quality, long sequence) {
    this.bytes = bytes;
    this.jpegOffset = jpegOffset;
    this.width = width;
    this.height = height;
    this.quality = quality;
    this.sequence = sequence;
  }

  /** What a stream starts with, ahead of its first part. */
  static byte[] opening() {
    return ascii("--" + BOUNDARY + "\r\n");
  }

  /**
   * Frames a JPEG.
   *
   * @param jpegLength bytes that {@code jpeg} will put
   * @param jpeg writes the JPEG into the array at the offset it is given
   */
  static StreamPart frame(
      int width, int height, int quality, long sequence, int jpegLength, Source jpeg) {
    byte[] head =
        ascii(
            "Content-Type: image/jpeg\r\nContent-Length: "
                + jpegLength
                + "\r\nX-Frame: "
                + sequence
                + "\r\n\r\n");
    byte[] bytes = new byte[head.length + jpegLength + DELIMITER.length];
    System.arraycopy(head, 0, bytes, 0, head.length);
    jpeg.copyTo(bytes, head.length);
    System.arraycopy(DELIMITER, 0, bytes, head.length + jpegLength, DELIMITER.length);
    return new StreamPart(bytes, head.length, width, height, quality, sequence);
  }

  /** The framed part; not to be modified. */
  byte[] bytes() {
    return bytes;
  }

  /** A copy of the JPEG alone. */
  byte[] jpeg() {
    return Arrays.copyOfRange(bytes, jpegOffset, bytes.length - DELIMITER.length);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int quality() {
    return quality;
  }

  /** Number of the frame it shows; repeats keep it. */
  long sequence() {
    return sequence;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Where the JPEG's bytes come from. */
  @FunctionalInterface
  interface Source {
    void copyTo(byte[] target, int offset);
  }
}
