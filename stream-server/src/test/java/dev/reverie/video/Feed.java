package dev.reverie.video;

import dev.reverie.config.Clock;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.opencv.opencv_core.Mat;

/** Numbered pictures at a steady rate, as the compositor gives them; remembers its slowest call. */
final class Feed implements AutoCloseable {
  private final AtomicLong slowest = new AtomicLong();
  private final AtomicInteger number = new AtomicInteger();
  private final Thread thread;
  private final Random random = new Random(1);
  private final boolean noisy;
  private volatile boolean running = true;
  private volatile int width;
  private volatile int height;

  /** Takes pictures. */
  @FunctionalInterface
  interface Taker {
    void offer(Mat picture, long capturedNanos);
  }

  /** One-coloured pictures, which take few bits. */
  Feed(Taker taker, int width, int height, int fps) {
    this(taker, width, height, fps, false);
  }

  /** Seeded noise, which takes as many bits as there may be. */
  static Feed ofNoise(Taker taker, int width, int height, int fps) {
    return new Feed(taker, width, height, fps, true);
  }

  private Feed(Taker taker, int width, int height, int fps, boolean noisy) {
    this.noisy = noisy;
    this.width = width;
    this.height = height;
    thread = new Thread(() -> run(taker, fps), "test-feed");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Taker taker, int fps) {
    Clock clock = Clock.system();
    long start = clock.nanoTime();
    try {
      while (running) {
        int now = number.getAndIncrement();
        try (Mat picture = Clip.picture(width, height, now, 0x805030)) {
          if (noisy) {
            byte[] noise = new byte[width * height * 3];
            random.nextBytes(noise);
            picture.data().put(noise);
          }
          long before = clock.nanoTime();
          taker.offer(picture, before);
          slowest.accumulateAndGet(clock.nanoTime() - before, Math::max);
        }
        clock.sleepUntil(start + (now + 1) * 1_000_000_000L / fps);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Pictures from now on have another size. */
  void resize(int newWidth, int newHeight) {
    width = newWidth;
    height = newHeight;
  }

  /** How many pictures were offered. */
  int offered() {
    return number.get();
  }

  /** How long the slowest call took, in nanoseconds. */
  long slowestNanos() {
    return slowest.get();
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
