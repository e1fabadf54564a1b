package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or broken is said in words. */
class DiskTroubleTest {
  private static final Path FULL = Path.of("/dev/full");
  private static final Path NOTHING = Path.of("/dev/null");

  @TempDir Path folder;

  @Test
  void aDiskWithoutAByteLeftIsSaid() {
    assumeTrue(Files.isWritable(FULL), "needs Linux' /dev/full");
    try (Mat picture = Clip.picture(160, 120, 1, 1)) {
      assertThatThrownBy(
              () ->
                  RecordingPart.open(FULL, picture, VideoEncoders.of("auto"), VideoRate.bySize(30)))
          .isInstanceOf(VideoException.class)
          .hasMessage("No space left on device");
    }
  }

  @Test
  void aDiskThatCannotSyncIsSaid() throws VideoException {
    assumeTrue(Files.isWritable(NOTHING), "needs Linux' /dev/null, which cannot be synced");
    DiskSync sync = new DiskSync(NOTHING);
    sync.request();
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(sync::check)
                    .isInstanceOf(VideoException.class)
                    .hasMessageStartingWith("the disk failed: "));
    assertThatThrownBy(sync::close).isInstanceOf(VideoException.class);
  }

  @Test
  void aFileThatIsGoneIsSaid() {
    Path gone = folder.resolve("gone/file.mp4");
    assertThatThrownBy(() -> new DiskSync(gone))
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith(gone + " cannot be opened: ");
  }
}
