package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.flash.FlashMeter;
import dev.reverie.dream.live.governor.Governor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A camera that looks into a strobe, and a dream that is one: what leaves must not flash. */
final class StrobeTest {
  private static final int PICTURES = 150;

  /** Pictures between two changes: five flashes a second at thirty pictures a second. */
  private static final int HOLD = 3;

  @ParameterizedTest
  @ValueSource(strings = {"camera", "dream"})
  void theCompositorLimitsWhateverFlashes(String source) {
    assertThat(run(source, true).within()).isTrue();
    assertThat(run(source, false).within()).isFalse();
  }

  private static FlashMeter.Verdict run(String source, boolean limited) {
    Controls controls =
        Controls.defaults().with(Map.of("fps", 30, "blend", 0, "flow", false, "flash", limited));
    FlashMeter meter = new FlashMeter();
    Clock clock = new Leaping();
    AtomicInteger pictures = new AtomicInteger();
    try (LiveTestFeed feed = new LiveTestFeed(160, 90);
        ResidualSlot residuals = new ResidualSlot();
        Mat luma = new Mat(90, 160, opencv_core.CV_8UC1, new Scalar(100, 0, 0, 0));
        PlanarImage residual = new PlanarImage(160, 90)) {
      feed.show(60, true);
      try (Compositor compositor =
          new Compositor(
              feed,
              residuals,
              () -> controls,
              shown -> {
                int n = pictures.incrementAndGet();
                if (n > PICTURES) {
                  return;
                }
                meter.add(shown.picture(), clock.nanoTime());
                boolean bright = n / HOLD % 2 == 0;
                if (source.equals("camera")) {
                  feed.show(bright ? 220 : 20, true);
                } else {
                  fill(residual, bright ? 160 : 0);
                  residuals.publish(residual, 1, luma, 1);
                }
              },
              new Governor(clock),
              clock)) {
        compositor.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> pictures.get() > PICTURES);
      }
      return meter.judge();
    }
  }

  private static void fill(PlanarImage residual, float value) {
    for (int i = 0; i < residual.count(); i++) {
      residual.values().put(i, value);
    }
  }

  /** Time passes only while the compositor sleeps, so that a busy machine changes nothing. */
  private static final class Leaping implements Clock {
    private final AtomicLong now = new AtomicLong();

    @Override
    public long nanoTime() {
      return now.get();
    }

    @Override
    public void sleepUntil(long deadline) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      now.accumulateAndGet(deadline, Math::max);
    }
  }
}
