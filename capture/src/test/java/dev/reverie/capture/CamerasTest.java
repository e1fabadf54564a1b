package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.ManualClock;
import dev.reverie.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CamerasTest {
  private static final Settings SETTINGS = Settings.defaults();
  @TempDir private Path root;
  private Path listing;
  private Path devices;

  @BeforeEach
  void prepare() throws Exception {
    listing = Files.createDirectory(root.resolve("sys"));
    devices = Files.createDirectory(root.resolve("dev"));
  }

  private Cameras cameras() {
    return new Cameras(listing, devices, true);
  }

  private void plugIn(String node, String index, String name) throws Exception {
    Path folder = Files.createDirectory(listing.resolve(node));
    Files.writeString(folder.resolve("index"), index + "\n");
    Files.writeString(folder.resolve("name"), name + "\n");
    Files.writeString(devices.resolve(node), "not a camera");
  }

  @Test
  void camerasAreListedByNumberWithTheirNamesAndWithoutTheirMetadataNodes() throws Exception {
    plugIn("video10", "0", "Ten");
    plugIn("video0", "0", "C920 Größe");
    plugIn("video1", "1", "C920 Größe");
    assertThat(cameras().list())
        .extracting(Cameras.Found::title)
        .containsExactly(
            devices.resolve("video0") + " (C920 Größe)", devices.resolve("video10") + " (Ten)");
  }

  @Test
  void withoutTheSystemsListTheDeviceFilesCount() throws Exception {
    Files.writeString(devices.resolve("video4"), "");
    Files.writeString(devices.resolve("videotape"), "");
    Cameras cameras = new Cameras(root.resolve("none"), devices, true);
    assertThat(cameras.list())
        .containsExactly(new Cameras.Found(devices.resolve("video4").toString(), ""));
    assertThat(new Cameras(root.resolve("none"), root.resolve("none"), true).list()).isEmpty();
  }

  @Test
  void a_camera_that_does_not_open_is_reported_with_the_reason() throws Exception {
    plugIn("video0", "0", "Broken");
    assertThat(cameras().probe(SETTINGS))
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.works()).isFalse();
              assertThat(report.mode()).contains("does not open");
            });
  }

  @Test
  void a_camera_that_is_not_there_is_told_with_those_that_are() throws Exception {
    plugIn("video2", "0", "C920");
    try (CameraSource source = new CameraSource("0", SETTINGS, cameras())) {
      assertThatThrownBy(source::open)
          .isInstanceOf(SourceException.class)
          .hasMessageStartingWith("camera 0 is not there; there is ")
          .hasMessageEndingWith("video2 (C920)");
    }
    Files.delete(devices.resolve("video2"));
    try (CameraSource source = new CameraSource("0", SETTINGS, cameras())) {
      assertThatThrownBy(source::open).hasMessage("camera 0 is not there; no camera is plugged in");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MJPEG", "YUV", "", "M JP"})
  void a_pixel_format_that_is_none_is_refused(String format) {
    assertThatThrownBy(() -> CameraSource.checkFormat(format))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("camera-format: '");
  }

  /** What auto does, with cameras that work as {@code working} says. */
  private static final class Rig {
    final ManualClock clock = new ManualClock();
    final List<Cameras.Found> found = new ArrayList<>();
    final Set<String> working = new HashSet<>();
    final AutoSource.Memory memory = new AutoSource.Memory();

    AutoSource source() {
      return new AutoSource(
          memory,
          () -> List.copyOf(found),
          device -> fake(device, 200),
          () -> fake("demo", 10),
          clock);
    }

    private FrameSource fake(String name, int level) {
      return new FrameSource() {
        @Override
        public SourceFormat open() throws SourceException {
          if (!name.equals("demo") && !working.contains(name)) {
            throw new SourceException(name + " is busy");
          }
          return new SourceFormat(name, 64, 48, 30, null);
        }

        @Override
        public boolean read(Mat into) {
          try (Mat picture = Media.picture(64, 48, (x, y) -> level)) {
            picture.copyTo(into);
          }
          clock.advance(100_000_000L);
          return true;
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void autoTakesTheFirstCameraThatWorks() throws Exception {
    Rig rig = new Rig();
    rig.found.add(new Cameras.Found("a", "first"));
    rig.found.add(new Cameras.Found("b", "second"));
    rig.working.add("b");
    try (AutoSource source = rig.source();
        Mat frame = new Mat()) {
      assertThat(source.open().name()).isEqualTo("b (second)");
      assertThat(source.read(frame)).isTrue();
      assertThat(Media.color(frame, 3, 3)).isEqualTo(200);
      assertThat(source.read(frame)).isTrue();
      assertThat(frame.type()).isEqualTo(opencv_core.CV_8UC3);
    }
  }

  @Test
  void autoShowsTheDemoWithTheReasonWhenNoCameraWorks() throws Exception {
    Rig rig = new Rig();
    try (AutoSource source = rig.source()) {
      assertThat(source.open().note()).isEqualTo("no camera found: showing the demo scene");
    }
    rig.found.add(new Cameras.Found("a", ""));
    try (AutoSource source = rig.source()) {
      assertThat(source.open().note()).isEqualTo("a is busy: showing the demo scene");
    }
  }

  @Test
  void aCameraPluggedInWhileTheDemoShowsTakesOver() throws Exception {
    Rig rig = new Rig();
    try (AutoSource source = rig.source();
        Mat frame = new Mat()) {
      source.open();
      source.read(frame);
      rig.found.add(new Cameras.Found("a", ""));
      rig.working.add("a");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 30; i++) {
                  source.read(frame);
                }
              })
          .hasMessage("a camera was plugged in: trying it");
    }
    try (AutoSource source = rig.source()) {
      assertThat(source.open().name()).isEqualTo("a");
    }
  }

  @Test
  void aCameraThatOnceWorkedIsWaitedForInsteadOfShowingTheDemo() throws Exception {
    Rig rig = new Rig();
    rig.found.add(new Cameras.Found("a", ""));
    rig.working.add("a");
    try (AutoSource source = rig.source()) {
      source.open();
    }
    rig.found.clear();
    try (AutoSource source = rig.source()) {
      assertThatThrownBy(source::open).hasMessage("the camera is gone: no camera found");
    }
  }
}
