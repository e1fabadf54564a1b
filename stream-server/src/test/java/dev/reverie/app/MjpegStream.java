package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;

/** A viewer of {@code /stream.mjpg}. */
final class MjpegStream implements AutoCloseable {
  private final InputStream in;
  private final String boundary;

  MjpegStream(HttpResponse<InputStream> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    String type = response.headers().firstValue("Content-Type").orElse("");
    assertThat(type).startsWith("multipart/x-mixed-replace");
    boundary = "--" + type.substring(type.indexOf("boundary=") + "boundary=".length());
    in = new BufferedInputStream(response.body());
  }

  /** The next JPEG. */
  byte[] next() throws IOException {
    String line = line();
    while (line.isEmpty()) {
      line = line();
    }
    assertThat(line).isEqualTo(boundary);
    int length = -1;
    for (line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    byte[] jpeg = in.readNBytes(length);
    assertThat(jpeg).hasSize(length);
    return jpeg;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the stream ended");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
