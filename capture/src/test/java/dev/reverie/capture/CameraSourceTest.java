package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The camera's code on OpenCV's reader of numbered pictures, which behaves as a driver does and is
 * on every machine.
 */
class CameraSourceTest {
  private static final int PICTURES = 12;

  @TempDir private Path folder;

  private CameraSource camera(String device) {
    Cameras cameras = new Cameras(folder, folder, false);
    return new CameraSource(device, Settings.defaults(), cameras, opencv_videoio.CAP_IMAGES);
  }

  private String roll() throws Exception {
    for (int i = 0; i < PICTURES; i++) {
      int grey = 10 * i + 5;
      try (Mat picture = Media.picture(64, 48, (x, y) -> grey << 16 | grey << 8 | grey)) {
        Files.write(folder.resolve("p%02d.png".formatted(i)), Media.encode(".png", picture));
      }
    }
    return folder.resolve("p%02d.png").toString();
  }

  @Test
  void picturesComeOneAfterTheOtherWithoutOneBeingHeldBack() throws Exception {
    try (CameraSource camera = camera(roll());
        Mat picture = new Mat()) {
      SourceFormat format = camera.open();
      assertThat(format.width()).isEqualTo(64);
      int first = 0;
      for (int i = 0; i < 6; i++) {
        assertThat(camera.read(picture)).isTrue();
        assertThat(picture.type()).isEqualTo(opencv_core.CV_8UC3);
        int grey = Media.color(picture, 3, 3) & 0xff;
        first = i == 0 ? grey : first;
        assertThat(grey).isEqualTo(first + 10 * i);
      }
    }
  }

  @Test
  void aCameraThatGivesNothingMoreSaysSo() throws Exception {
    try (CameraSource camera = camera(roll());
        Mat picture = new Mat()) {
      camera.open();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i <= PICTURES; i++) {
                  camera.read(picture);
                }
              })
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("plugged in");
    }
  }

  @Test
  void whatIsNoCameraIsRefusedAtOnce() {
    try (CameraSource camera = camera(folder.resolve("nothing%02d.png").toString())) {
      assertThatThrownBy(camera::open)
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("does not open");
    }
  }

  @Test
  void itCanBeClosedTwiceAndOpenedAgain() throws Exception {
    String device = roll();
    for (int i = 0; i < 3; i++) {
      CameraSource camera = camera(device);
      camera.open();
      camera.close();
      camera.close();
    }
  }
}
