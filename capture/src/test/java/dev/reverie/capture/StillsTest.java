package dev.reverie.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.config.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StillsTest {
  private static final Fit AS_IT_IS = Fit.Dimensions::new;
  private static final long SECOND = 1_000_000_000L;
  private final ManualClock clock = new ManualClock();

  @Test
  void aStillIsShownAtTheAskedRate(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("ré d.jpg"), Media.jpeg(64, 48, 0xc83214));
    try (StillSource source = new StillSource(file, AS_IT_IS, 25, clock);
        Mat frame = new Mat()) {
      SourceFormat format = source.open();
      assertThat(format.name()).isEqualTo("ré d.jpg");
      for (int i = 0; i < 50; i++) {
        assertThat(source.read(frame)).isTrue();
        assertThat(clock.nanoTime()).isEqualTo(i * SECOND / 25);
      }
      assertThat(frame.cols()).isEqualTo(64);
      assertThat(Media.color(frame, 30, 20) >> 16).isCloseTo(0xc8, within(4));
    }
  }

  @Test
  void a_real_photo_is_decoded_at_the_size_in_which_it_is_wanted() throws Exception {
    Path file = Media.shared("astronaut.png");
    try (StillSource source =
            new StillSource(file, (w, h) -> new Fit.Dimensions(128, 128), 30, clock);
        Mat frame = new Mat()) {
      source.open();
      source.read(frame);
      assertThat(frame.cols()).isEqualTo(128);
      assertThat(frame.channels()).isEqualTo(3);
    }
  }

  @Test
  void aStillThatIsDeletedEndsTheSourceAndAReturningOneWorksAgain(@TempDir Path folder)
      throws Exception {
    Path file = Files.write(folder.resolve("a.jpg"), Media.jpeg(64, 48, 0xffffff));
    try (StillSource source = new StillSource(file, AS_IT_IS, 10, clock);
        Mat frame = new Mat()) {
      source.open();
      Files.delete(file);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  source.read(frame);
                }
              })
          .hasMessage("a.jpg: the file is not there any more");
    }
    try (StillSource source = new StillSource(file, AS_IT_IS, 10, clock)) {
      assertThatThrownBy(source::open).hasMessage("a.jpg is not there any more");
    }
  }

  @Test
  void a_damaged_picture_is_refused_in_words(@TempDir Path folder) throws Exception {
    byte[] bytes = Media.jpeg(64, 48, 0xffffff);
    Path file = Files.write(folder.resolve("bad.jpg"), Arrays.copyOf(bytes, 24));
    try (StillSource source = new StillSource(file, AS_IT_IS, 10, clock)) {
      assertThatThrownBy(source::open)
          .isInstanceOf(SourceException.class)
          .hasMessageStartingWith("bad.jpg cannot be read as a picture");
    }
  }

  @Test
  void picturesOfAFolderFollowEachOtherAndFade(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("1.jpg"), Media.jpeg(64, 48, 0x000000));
    Files.write(folder.resolve("2.jpg"), Media.jpeg(64, 48, 0xf0f0f0));
    Files.writeString(folder.resolve("notes.txt"), "not a picture");
    Files.write(folder.resolve("3-broken.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 1});
    try (FolderSource source = new FolderSource(folder, AS_IT_IS, 10, clock);
        Mat frame = new Mat()) {
      source.open();
      int grey = 0;
      int changes = 0;
      int level = 0;
      for (int i = 0; i < 151; i++) {
        source.read(frame);
        int now = Media.color(frame, 20, 20) & 0xff;
        grey += now > 20 && now < 220 ? 1 : 0;
        changes += now != level ? 1 : 0;
        level = now;
      }
      // Two changes in 15 s, each a fade over several frames.
      assertThat(grey).isBetween(10, 16);
      assertThat(changes).isBetween(12, 20);
      assertThat(source.lost()).isPositive();
    }
  }

  @Test
  void picturesOfOtherShapesStandWholeInTheFirstOnesFrame(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("1.jpg"), Media.jpeg(160, 90, 0x000000));
    Files.write(folder.resolve("2.jpg"), Media.jpeg(90, 160, 0xf0f0f0));
    try (FolderSource source = new FolderSource(folder, AS_IT_IS, 5, clock);
        Mat frame = new Mat()) {
      source.open();
      for (int i = 0; i < 45; i++) {
        source.read(frame);
      }
      assertThat(frame.cols()).isEqualTo(160);
      assertThat(frame.rows()).isEqualTo(90);
      assertThat(Media.color(frame, 80, 3) & 0xff).isCloseTo(0xf0, within(4));
      assertThat(Media.color(frame, 5, 45) & 0xff).isCloseTo((int) (0xf0 * 0.6), within(6));
    }
  }

  @Test
  void picturesPutIntoTheFolderLaterAreShown(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("1.jpg"), Media.jpeg(64, 48, 0x000000));
    try (FolderSource source = new FolderSource(folder, AS_IT_IS, 10, clock);
        Mat frame = new Mat()) {
      source.open();
      source.read(frame);
      Files.write(folder.resolve("2.jpg"), Media.jpeg(64, 48, 0xffffff));
      int brightest = 0;
      for (int i = 0; i < 160; i++) {
        source.read(frame);
        brightest = Math.max(brightest, Media.color(frame, 20, 20) & 0xff);
      }
      assertThat(brightest).isGreaterThan(250);
    }
  }
}
