package dev.reverie.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartReaderTest {
  private static final String TYPE = "multipart/x-mixed-replace; boundary=cut";

  private static PartReader reader(String stream) throws IOException {
    InputStream in = new ByteArrayInputStream(stream.getBytes(StandardCharsets.ISO_8859_1));
    return new PartReader(in, TYPE);
  }

  private static String part(String picture) {
    return "Content-Type: image/jpeg\r\nContent-Length: "
        + picture.length()
        + "\r\nX-Frame: 7\r\n\r\n"
        + picture
        + "\r\n--cut\r\n";
  }

  private static String text(PartReader reader) {
    return new String(reader.picture(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void partsComeOutOneByOneWhateverTheirPicturesHold() throws IOException {
    PartReader reader =
        reader("--cut\r\n" + part("a long first one") + part("\r\n--cut\r\n") + part(""));
    assertThat(reader.next()).isEqualTo(16);
    assertThat(text(reader)).isEqualTo("a long first one");
    assertThat(reader.headers())
        .containsEntry("content-type", "image/jpeg")
        .containsEntry("x-frame", "7");
    // A shorter one in the same memory, which looks like a boundary.
    assertThat(reader.next()).isEqualTo(9);
    assertThat(text(reader)).isEqualTo("\r\n--cut\r\n");
    assertThat(reader.next()).isZero();
    assertThat(text(reader)).isEmpty();
    assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
  }

  @Test
  void aStreamOfSomethingElseIsRefused() {
    InputStream page = new ByteArrayInputStream("<html>".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> new PartReader(page, "text/html"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text/html");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--cot$|expected '--cut', found '--cot'",
        "--c|ended before a boundary",
        "--cut$Content-Type: image/jpeg$$x|without Content-Length",
        "--cut$Content-Length: many$$x|'many' is no number",
        "--cut$Content-Length: -1$$x|not from 0",
        "--cut$Content-Length: 99999999$$x|not from 0",
        "--cut$nonsense$$x|expected a header, found 'nonsense'",
        "--cut$Content-Length: 5$$abc|ended inside a picture",
        "--cut$Content-Length: 5|ended in a header",
        "--cut$Content-Length: 3$$abcdef--cut$|expected '--cut'",
        "--cut$Content-Length: 3$$abc$--cu|ended before a boundary",
        "--cut$Content-^Length: 3$$abc|a carriage return alone"
      })
  void aStreamThatBreaksItsFormIsRefusedWithTheReason(String stream, String said) {
    String text = stream.replace("$", "\r\n").replace("^", "\r");
    assertThatThrownBy(() -> reader(text).next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(said);
  }

  @Test
  void aHeaderWithoutEndTakesNoMemoryWithoutEnd() {
    assertThatThrownBy(() -> reader("--cut\r\n" + "x".repeat(5000)).next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("without end");
  }
}
