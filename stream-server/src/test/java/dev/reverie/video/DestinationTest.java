package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses are understood, and their secrets kept. */
class DestinationTest {
  @ParameterizedTest
  @CsvSource({
    "rtmp://a.example/live2/abcd-key, rtmp://a.example/live2/***, flv",
    "rtmps://u:p@a.example:443/app/inst/key?auth=s, rtmps://a.example:443/app/inst/***, flv",
    "rtmp://[::1]:1935/live/x, rtmp://[::1]:1935/live/***, flv",
    "rtsp://me:secret@host:8554/dream, rtsp://host:8554/dream, rtsp",
    "srt://host:8890?streamid=publish:x&passphrase=hush, srt://host:8890, mpegts",
    "udp://239.0.0.1:5000?ttl=2, udp://239.0.0.1:5000, mpegts",
    "' tcp://127.0.0.1:9000 ', tcp://127.0.0.1:9000, mpegts",
  })
  void anAddressIsShownWithoutItsSecrets(String text, String shown, String format) {
    Destination destination = Destination.parse(text);
    assertThat(destination.name()).isEqualTo(shown);
    assertThat(destination).hasToString("Destination[" + shown + "]");
    assertThat(destination.url()).isEqualTo(text.trim());
    assertThat(destination.form().format()).isEqualTo(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "rtmp://",
        "rtmp://secret",
        "rtmp://secret/",
        "http://host/secret",
        "srt://secret",
        "udp://secret:99999",
        "file:///etc/secret",
        "rtmp:host/secret/secret",
        "RTMP ://secret",
        "rtsp://host:port/secret",
      })
  void anotherTextIsRefusedWithoutShowingIt(String text) {
    assertThatThrownBy(() -> Destination.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("a media server's address: rtmp://")
        .message()
        .doesNotContain("secret");
  }
}
