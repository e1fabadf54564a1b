package dev.reverie.capture;

import dev.reverie.capture.demo.DemoScene;
import dev.reverie.config.Clock;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** The demo scene at a steady rate. */
final class DemoSource implements FrameSource {
  private final int seed;
  private final int width;
  private final int height;
  private final double fps;
  private final Clock clock;
  private @Nullable DemoScene scene;
  private @Nullable Ticker ticker;
  private long start;

  DemoSource(int seed, int width, int height, double fps, Clock clock) {
    this.seed = seed;
    this.width = width;
    this.height = height;
    this.fps = fps;
    this.clock = clock;
  }

  @Override
  public SourceFormat open() {
    scene = new DemoScene(seed, width, height);
    ticker = new Ticker(fps, clock);
    start = clock.nanoTime();
    return new SourceFormat(new SourceSpec.Demo().name(), width, height, fps, null);
  }

  @Override
  public boolean read(Mat into) throws InterruptedException {
    if (scene == null || ticker == null) {
      throw new IllegalStateException("not open");
    }
    ticker.await();
    // By the time, not by a count, so that the scene moves at its own pace on a slow machine too.
    long frame = Math.round((clock.nanoTime() - start) / 1e9 * fps);
    scene.draw(frame / fps, into);
    return true;
  }

  @Override
  public void close() {
    if (scene != null) {
      scene.close();
      scene = null;
    }
  }
}
