package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceSpecTest {
  @ParameterizedTest
  @CsvSource({
    "auto, auto",
    "AUTO, auto",
    "demo, demo",
    "camera, camera",
    "camera:3, camera",
    "Camera:/dev/video2, camera",
    "/dev/video2, camera",
    "rtsp://cam.local/stream1, url",
    "HTTP://cam.local/video.mjpg, url"
  })
  void kindsAreToldApart(String text, String kind) {
    assertThat(SourceSpec.parse(text).kind()).isEqualTo(kind);
  }

  @Test
  void cameraNumbersAndPathsAreKept() {
    assertThat(SourceSpec.parse(" camera:02 ")).isEqualTo(new SourceSpec.Camera("2"));
    assertThat(SourceSpec.parse("camera")).isEqualTo(new SourceSpec.Camera("0"));
    assertThat(SourceSpec.parse("camera:/dev/v4l/by-id/My-Cam"))
        .isEqualTo(new SourceSpec.Camera("/dev/v4l/by-id/My-Cam"));
  }

  @Test
  void filesMayHaveSpacesAndOtherLettersAndStandAnywhere(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("Für Élise – 夢.mkv"), "x");
    assertThat(SourceSpec.parse(file.toString())).isEqualTo(new SourceSpec.File(file));
    assertThat(SourceSpec.parse(file.toUri().toString())).isEqualTo(new SourceSpec.File(file));
    Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
    assertThat(SourceSpec.parse(relative.toString())).isEqualTo(new SourceSpec.File(relative));
    assertThat(SourceSpec.parse("pom.xml").name()).isEqualTo("pom.xml");
  }

  @Test
  void aFolderNeedsAPicture(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> SourceSpec.parse(folder.toString()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("the folder holds no picture")
        .hasMessageContaining("JPEG, PNG");
    Files.write(folder.resolve("any-name"), Media.jpeg(40, 40, 0xff0000));
    assertThat(SourceSpec.parse(folder.toString())).isEqualTo(new SourceSpec.Folder(folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no/such/clip.mp4 | there is no such file or folder here",
        "dmeo | there is no such file or folder here",
        "camera:front | a camera is named by its number or its path under /dev",
        "camera: | a camera is named by its number or its path under /dev",
        "htp://cam.local/x | did you mean 'http'?",
        "rtsp:// | a host is missing after rtsp://",
        "file:///no/such/clip.mp4 | there is no such file or folder here",
        "'' | it is empty",
        "/dev/null | it is not a regular file"
      })
  void nonsenseIsRefusedInOneLineThatHelps(String text, String hint) {
    assertThatThrownBy(() -> SourceSpec.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("source: '")
        .hasMessageContaining(hint)
        .hasMessageNotContaining("\n");
  }

  @Test
  void anEmptyFileIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("empty.mp4"));
    assertThatThrownBy(() -> SourceSpec.parse(file.toString()))
        .hasMessageContaining("the file is empty");
  }

  @Test
  void passwordsAreNotShown() {
    SourceSpec spec = SourceSpec.parse("rtsp://admin:hunter2@10.0.0.7:554/live?key=hunter2");
    assertThat(spec.name()).isEqualTo("rtsp://10.0.0.7:554/live");
    assertThat(spec.toString()).doesNotContain("hunter2");
  }
}
