package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FrameMailboxTest {
  private static final long LONG = 5_000_000_000L;

  @Test
  void onlyTheNewestIsThereAndTheOthersAreCounted() throws InterruptedException {
    try (FrameMailbox mailbox = new FrameMailbox();
        Mat into = new Mat()) {
      for (int i = 1; i <= 5; i++) {
        try (Mat picture = Clip.picture(64, 48, i, i)) {
          mailbox.offer(picture, i, i * 10L);
        }
      }
      assertThat(mailbox.dropped()).isEqualTo(4);
      assertThat(Objects.requireNonNull(mailbox.take(LONG, into)))
          .isEqualTo(new FrameMailbox.Times(5, 50));
      assertThat(into.cols()).isEqualTo(64);
      assertThat(mailbox.take(0, into)).isNull();
    }
  }

  @Test
  void aPictureIsACopy() throws InterruptedException {
    try (FrameMailbox mailbox = new FrameMailbox();
        Mat into = new Mat();
        Mat picture = Clip.picture(64, 48, 0, 0x112233)) {
      mailbox.offer(picture, 1, 1);
      picture.data().put(new byte[64 * 48 * 3]);
      mailbox.take(LONG, into);
      assertThat(into.ptr(47, 63).get(2)).isEqualTo((byte) 0x11);
    }
  }

  @Test
  @Timeout(10)
  void closingWakesWhoeverWaitsAndLaterPicturesAreIgnored() throws InterruptedException {
    FrameMailbox mailbox = new FrameMailbox();
    Thread closer = new Thread(mailbox::close, "test-closer");
    try (Mat into = new Mat();
        Mat picture = Clip.picture(64, 48, 0, 0)) {
      closer.start();
      assertThat(mailbox.take(Long.MAX_VALUE, into)).isNull();
      closer.join();
      mailbox.offer(picture, 1, 1);
      assertThat(mailbox.take(0, into)).isNull();
      mailbox.close();
    }
  }
}
