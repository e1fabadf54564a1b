package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_objdetect.QRCodeDetector;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeskCodeTest {
  private static final Map<String, Object> OPEN = Map.of("host", "0.0.0.0");
  private static final Pattern SIDE = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"");
  private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-(\\d+)z");
  private static final int MODULE = 8;

  @ParameterizedTest
  @CsvSource({
    "192.168.1.20:8080, '', http://192.168.1.20:8080/",
    "dream.example, '', http://dream.example/",
    "[2001:db8::7]:8080, '', http://[2001:db8::7]:8080/",
    "192.168.1.20:8080, http://192.168.1.20:8080/, http://192.168.1.20:8080/",
    "dream.example, https://dream.example/show/, https://dream.example/show/",
    "dream.example, https://dream.example/show/?token=secret#x, https://dream.example/show/",
    "dream.example:443, https://dream.example/, https://dream.example/",
  })
  void aReaderReadsTheDesksAddressAsTheBrowserKnowsIt(String host, String desk, String expected)
      throws IOException {
    try (Rig rig = new Rig(OPEN)) {
      assertThat(read(ask(rig, host, desk))).isEqualTo(expected);
    }
  }

  @Test
  void localhostBecomesTheMachinesAddressOnItsNetwork() throws IOException {
    Optional<InetAddress> own = OwnAddress.find();
    Assumptions.assumeTrue(own.isPresent(), "this machine is on no network");
    try (Rig rig = new Rig(OPEN)) {
      String found = own.orElseThrow().getHostAddress();
      assertThat(read(ask(rig, "localhost:8080", ""))).isEqualTo("http://" + found + ":8080/");
      assertThat(read(ask(rig, "127.0.0.1:8080", "http://127.0.0.1:8080/show/")))
          .isEqualTo("http://" + found + ":8080/show/");
      assertThat(read(ask(rig, "[::1]", "https://[::1]/"))).isEqualTo("https://" + found + "/");
    }
  }

  @Test
  void aServerForThisMachineOnlySaysWhatToDoInstead() throws Exception {
    try (Rig rig = new Rig()) {
      assertThat(rig.get("/api/qr.svg").statusCode()).isEqualTo(409);
      assertThat(rig.get("/api/qr.svg").body()).contains("--host 0.0.0.0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "http://192.168.1.20:8080@evil.example/",
        "http://192.168.1.20:8081/",
        "javascript:alert(1)",
        "ftp://192.168.1.20:8080/",
        "http:///",
        "not an address",
        "//192.168.1.20:8080/",
      })
  void aCodeNeverLeadsElsewhere(String desk) throws IOException {
    try (Rig rig = new Rig(OPEN)) {
      assertThat(ask(rig, "192.168.1.20:8080", desk))
          .startsWith("HTTP/1.1 400 ")
          .contains("\"error\":\"'desk' ");
    }
  }

  @Test
  void anEndlessAddressIsRefused() throws IOException {
    try (Rig rig = new Rig(OPEN)) {
      String desk = "http://192.168.1.20:8080/" + "a".repeat(300);
      assertThat(ask(rig, "192.168.1.20:8080", desk))
          .startsWith("HTTP/1.1 400 ")
          .contains("longer than 300 characters");
    }
  }

  @Test
  void theCodeIsAPictureThatMayNotBeKept() throws IOException {
    try (Rig rig = new Rig(OPEN)) {
      assertThat(ask(rig, "192.168.1.20:8080", ""))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("Content-Type: image/svg+xml")
          .containsIgnoringCase("Cache-Control: no-store")
          .containsIgnoringCase("Content-Security-Policy: default-src 'self'");
    }
  }

  @Test
  void aPrivateAddressIsTakenBeforeAPublicOneAndNothingUnreachableEver() throws IOException {
    InetAddress room = InetAddress.getByName("192.168.1.20");
    InetAddress world = InetAddress.getByName("198.51.100.4");
    InetAddress loopback = InetAddress.getLoopbackAddress();
    InetAddress alone = InetAddress.getByName("169.254.3.4");
    InetAddress six = InetAddress.getByName("2001:db8::7");

    assertThat(OwnAddress.best(List.of(loopback, alone, six, world, room))).contains(room);
    assertThat(OwnAddress.best(List.of(alone, world))).contains(world);
    assertThat(OwnAddress.best(List.of(loopback, alone, six))).isEmpty();
  }

  private static String ask(Rig rig, String host, String desk) throws IOException {
    String query = desk.isEmpty() ? "" : "?desk=" + URLEncoder.encode(desk, StandardCharsets.UTF_8);
    return rig.rawAnswer(
        "GET /api/qr.svg" + query + " HTTP/1.1", "Host: " + host, "Connection: close");
  }

  /** Paints the answer's drawing and shows it to OpenCV's reader of QR codes. */
  private static String read(String answer) {
    Matcher size = SIDE.matcher(answer);
    assertThat(size.find()).as(answer).isTrue();
    int side = Integer.parseInt(size.group(1));
    assertThat(size.group(2)).isEqualTo(size.group(1));
    try (Mat picture = new Mat(side * MODULE, side * MODULE, opencv_core.CV_8UC1, Scalar.all(255));
        QRCodeDetector reader = new QRCodeDetector()) {
      Matcher run = RUN.matcher(answer);
      while (run.find()) {
        assertThat(run.group(4)).isEqualTo(run.group(3));
        int x = Integer.parseInt(run.group(1)) * MODULE;
        int y = Integer.parseInt(run.group(2)) * MODULE;
        int width = Integer.parseInt(run.group(3)) * MODULE;
        try (Rect rect = new Rect(x, y, width, MODULE);
            Mat dark = picture.apply(rect)) {
          dark.put(Scalar.all(0));
        }
      }
      return reader.detectAndDecode(picture).getString(StandardCharsets.UTF_8);
    }
  }
}
