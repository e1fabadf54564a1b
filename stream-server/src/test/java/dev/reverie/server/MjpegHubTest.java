package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reverie.config.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MjpegHubTest {
  private static final long MILLI = 1_000_000L;

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger quality = new AtomicInteger(85);
  private final AtomicInteger cuts = new AtomicInteger();
  private final MjpegHub hub = new MjpegHub(clock, 20, quality::get);
  private final Mat picture = Pictures.noise(320, 180);

  @AfterEach
  void close() {
    hub.close();
    picture.close();
  }

  private Viewer join(double fps, int width, int percent) {
    return hub.join(new StreamRequest(fps, width, percent), cuts::incrementAndGet).orElseThrow();
  }

  private static StreamPart take(Viewer viewer) throws InterruptedException {
    StreamPart part = viewer.take(0);
    if (part == null) {
      throw new AssertionError("no part in the slot");
    }
    return part;
  }

  @Test
  void nothingIsEncodedWhileNobodyWatches() {
    for (int i = 0; i < 5; i++) {
      hub.publish(picture, clock.nanoTime());
    }
    assertThat(hub.stats().published()).isEqualTo(5);
    assertThat(hub.stats().encoded()).isZero();
    assertThat(hub.stats().stills()).isZero();
  }

  @Test
  void encodingRestsAgainWhenTheLastViewerLeaves() {
    Viewer viewer = join(0, 0, 0);
    hub.publish(picture, clock.nanoTime());
    viewer.close();
    hub.publish(picture, clock.nanoTime());
    assertThat(hub.stats().encoded()).isEqualTo(1);
    assertThat(hub.viewers()).isZero();
  }

  @Test
  void equalWishesShareOneEncodeHoweverTheyAreWorded() throws InterruptedException {
    Viewer standard = join(0, 0, 0);
    Viewer explicit = join(0, 320, 85);
    Viewer larger = join(0, 4000, 85);
    hub.publish(picture, clock.nanoTime());
    StreamPart part = take(standard);
    assertThat(take(explicit)).isSameAs(part);
    assertThat(take(larger)).isSameAs(part);
    assertThat(hub.stats().encoded()).isEqualTo(1);
  }

  @Test
  void aSlotKeepsTheNewestAndCountsWhatItLost() throws InterruptedException {
    Viewer viewer = join(0, 0, 0);
    for (int i = 0; i < 4; i++) {
      clock.advance(33 * MILLI);
      hub.publish(picture, clock.nanoTime());
    }
    assertThat(take(viewer).sequence()).isEqualTo(4);
    assertThat(viewer.take(0)).isNull();
    assertThat(hub.stats().skipped()).isEqualTo(3);
  }

  @Test
  void twentyOfThirtyPicturesASecondAreTwenty() throws InterruptedException {
    assertThat(deliveredInTenSeconds(20)).isBetween(198, 202);
    assertThat(deliveredInTenSeconds(7)).isBetween(69, 72);
    assertThat(deliveredInTenSeconds(30)).isBetween(296, 302);
    assertThat(deliveredInTenSeconds(60)).isEqualTo(300);
  }

  private int deliveredInTenSeconds(double fps) throws InterruptedException {
    int delivered = 0;
    try (Viewer viewer = join(fps, 64, 20)) {
      for (int i = 0; i < 300; i++) {
        // A publisher is never exactly on time.
        clock.advance((i % 2 == 0 ? 31 : 35) * MILLI + MILLI / 3);
        hub.publish(picture, clock.nanoTime());
        delivered += viewer.take(0) == null ? 0 : 1;
      }
    }
    return delivered;
  }

  @Test
  void picturesThatNobodyIsDueForAreNotEncoded() {
    join(1, 0, 0);
    for (int i = 0; i < 30; i++) {
      hub.publish(picture, clock.nanoTime());
      clock.advance(33 * MILLI);
    }
    assertThat(hub.stats().encoded()).isEqualTo(1);
  }

  @Test
  void variantsAreBoundedAndTheNinthGetsTheNearest() throws InterruptedException {
    List<Viewer> viewers = new ArrayList<>();
    for (int width = 100; width <= 240; width += 20) {
      viewers.add(join(0, width, 50));
    }
    Viewer ninth = join(5, 165, 60);
    hub.publish(picture, clock.nanoTime());
    assertThat(hub.stats().encoded()).isEqualTo(MjpegHub.MAX_VARIANTS);
    assertThat(take(ninth).width()).isEqualTo(160);
    assertThat(take(viewers.get(3)).width()).isEqualTo(160);
    assertThat(ninth.request().fps()).isEqualTo(5);
  }

  @Test
  void theStandardQualityIsReadForEveryPicture() throws InterruptedException {
    Viewer viewer = join(0, 0, 0);
    hub.publish(picture, clock.nanoTime());
    int fine = take(viewer).bytes().length;
    quality.set(20);
    hub.publish(picture, clock.nanoTime());
    assertThat(take(viewer).bytes().length).isLessThan(fine / 2);
  }

  @Test
  void theOutputMayChangeItsSizeWhileWatched() throws InterruptedException {
    Viewer viewer = join(0, 0, 0);
    Viewer small = join(0, 100, 0);
    hub.publish(picture, clock.nanoTime());
    assertThat(take(viewer).height()).isEqualTo(180);
    take(small);
    try (Mat tall = Pictures.noise(200, 400);
        Mat tiny = Pictures.noise(2, 1)) {
      hub.publish(tall, clock.nanoTime());
      assertThat(Pictures.decode(take(viewer).jpeg()).height()).isEqualTo(400);
      assertThat(Pictures.decode(take(small).jpeg()).height()).isEqualTo(200);
      hub.publish(tiny, clock.nanoTime());
      assertThat(Pictures.decode(take(viewer).jpeg()).width()).isEqualTo(2);
    }
  }

  @Test
  void aSnapshotIsTheNewestPictureInFullQualityAndMadeOnce() {
    assertThat(hub.snapshot()).isEmpty();
    hub.publish(picture, clock.nanoTime());
    try (Mat grey = Pictures.grey(640, 360, 200)) {
      hub.publish(grey, clock.nanoTime());
      grey.put(new Scalar(0, 0, 0, 0));
    }
    Pictures.Decoded shown = Pictures.decode(hub.snapshot().orElseThrow());
    assertThat(shown.width()).isEqualTo(640);
    assertThat(shown.green()).isBetween(198, 202);
    assertThat(hub.snapshot()).isPresent();
    assertThat(hub.stats().stills()).isEqualTo(1);
    assertThat(hub.stats().encoded()).isZero();
  }

  @Test
  void placesAreLimitedAndComeBack() {
    List<Viewer> viewers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      viewers.add(join(0, 0, 0));
    }
    assertThat(hub.join(StreamRequest.ANY, cuts::incrementAndGet)).isEmpty();
    viewers.get(7).close();
    viewers.get(7).close();
    assertThat(hub.viewers()).isEqualTo(19);
    assertThat(hub.join(StreamRequest.ANY, cuts::incrementAndGet)).isPresent();
  }

  @Test
  void figuresOfViewersWhoLeftStayInTheTotals() throws InterruptedException {
    Viewer viewer = join(0, 0, 0);
    for (int i = 0; i < 3; i++) {
      clock.advance(100 * MILLI);
      hub.publish(picture, clock.nanoTime());
      viewer.sent(take(viewer));
    }
    HubStats.ViewerStats own = hub.stats().viewers().get(0);
    assertThat(own.sent()).isEqualTo(3);
    assertThat(own.fps()).isEqualTo(10);
    assertThat(own.width()).isEqualTo(320);
    assertThat(own.seconds()).isEqualTo(0.3);
    viewer.close();
    assertThat(hub.stats().viewers()).isEmpty();
    assertThat(hub.stats().sent()).isEqualTo(3);
    assertThat(hub.stats().bytes()).isEqualTo(own.bytes()).isPositive();
    assertThat(hub.stats().outputFps()).isEqualTo(10);
    clock.advance(5000 * MILLI);
    assertThat(hub.stats().outputFps()).isZero();
  }

  @Test
  void latencyCountsFromTheCapture() {
    assertThat(hub.stats().latency()).isEqualTo(new HubStats.Latency(0, 0, 0));
    join(0, 0, 0);
    for (int i = 1; i <= 100; i++) {
      hub.publish(picture, clock.nanoTime() - i * MILLI);
    }
    assertThat(hub.stats().latency()).isEqualTo(new HubStats.Latency(50, 95, 99));
  }

  @Test
  void onlyColourPicturesAreTaken() {
    try (Mat grey = new Mat(10, 10, opencv_core.CV_8UC1);
        Mat empty = new Mat()) {
      assertThatIllegalArgumentException().isThrownBy(() -> hub.publish(grey, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> hub.publish(empty, 0));
    }
  }

  @Test
  void aClosedHubTakesPicturesAndShowsThemToNobody() throws InterruptedException {
    Viewer viewer = join(0, 0, 0);
    hub.publish(picture, clock.nanoTime());
    hub.close();
    hub.close();
    hub.publish(picture, clock.nanoTime());
    assertThat(viewer.take(Long.MAX_VALUE)).isNull();
    assertThat(viewer.isClosed()).isTrue();
    assertThat(hub.snapshot()).isEmpty();
    assertThat(hub.join(StreamRequest.ANY, cuts::incrementAndGet)).isEmpty();
    assertThat(hub.stats().published()).isEqualTo(1);
  }

  @Test
  void whoTakesTooLongForOnePictureIsCut() throws InterruptedException {
    Viewer slow = join(0, 0, 0);
    hub.publish(picture, clock.nanoTime());
    StreamPart part = take(slow);
    slow.sending();
    clock.advance(9_000 * MILLI);
    hub.publish(picture, clock.nanoTime());
    slow.sent(part);
    clock.advance(9_000 * MILLI);
    hub.publish(picture, clock.nanoTime());
    assertThat(hub.viewers()).isEqualTo(1);
    slow.sending();
    clock.advance(10_001 * MILLI);
    hub.publish(picture, clock.nanoTime());
    assertThat(hub.viewers()).isZero();
    assertThat(cuts).hasValue(1);
    assertThat(slow.isClosed()).isTrue();
  }
}
