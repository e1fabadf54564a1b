package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_objdetect.QRCodeDetector;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@InBrowser
class WallCodeTest {

  @Test
  void aPhoneReadsTheControlPagesAddressFromTheWall(Chromium chromium, @TempDir Path folder)
      throws IOException {
    List<String> own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .toList();
    Assumptions.assumeFalse(own.isEmpty(), "this machine is on no network");
    try (Program program = Program.start("--source", "demo", "--host", "0.0.0.0")) {
      for (String query : List.of("?qr=1", "?qr=1&rotate=90&mirror=1&fit=cover")) {
        Visitor wall = chromium.hang(program, Visitor.Screen.WALL, query);
        assertThat(wall.find("#wall")).hasAttribute("data-feed", "live");
        assertThat(wall.find("#invitation")).isVisible();
        Path photo = folder.resolve("wall.png");
        await()
            .pollInSameThread()
            .untilAsserted(
                () -> {
                  wall.photograph(photo);
                  assertThat(own.stream().map(a -> "http://" + a + ":" + program.port() + "/"))
                      .contains(read(photo));
                });
        assertThat(wall.find("#hint")).isHidden();
        wall.expectServerToGo();
      }
    }
  }

  @Test
  void thereIsNoCodeUnlessOneIsAskedFor(Chromium chromium, Program program) {
    Visitor wall = chromium.hang(program, Visitor.Screen.WALL, "");
    assertThat(wall.find("#wall")).hasAttribute("data-feed", "live");

    assertThat(wall.find("#invitation")).isHidden();
  }

  @Test
  void aServerThatPhonesCannotReachSaysWhatToDo(Chromium chromium, Program program) {
    Visitor wall = chromium.hang(program, Visitor.Screen.WALL, "");
    wall.expectRefusals();
    wall.page().navigate(program.url() + "wall?qr=1");

    Locator hint = wall.find("#hint");
    assertThat(hint).isVisible();
    assertThat(hint).containsText("--host 0.0.0.0");
    assertThat(wall.find("#invitation")).isHidden();
    assertThat(wall.find("#wall")).hasAttribute("data-feed", "live");
  }

  private static String read(Path photo) {
    try (Mat picture = opencv_imgcodecs.imread(photo.toString());
        QRCodeDetector reader = new QRCodeDetector()) {
      return reader.detectAndDecode(picture).getString(StandardCharsets.UTF_8);
    }
  }
}
