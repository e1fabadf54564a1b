package dev.reverie.bench;

import dev.reverie.capture.demo.DemoScene;
import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.dream.ascent.Resampling;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.server.MjpegHub;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a picture costs beside the dream: drawing the demo scene, taking the frame in, laying the
 * dream over it, encoding and sending it. At 1280x720, with a dream of 256x144.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Dorg.bytedeco.javacpp.maxbytes=0",
      "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"
    })
@NullUnmarked // JMH calls open() first.
public class FrameSideBenchmark {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int SMALL_WIDTH = 256;
  private static final int SMALL_HEIGHT = 144;
  private static final double FRAME_SECONDS = 1 / 30.0;
  private static final int QUALITY = Controls.defaults().jpegQuality();

  /** A frame of the demo scene, full size and small. */
  @State(Scope.Thread)
  public static class Frame {
    private DemoScene scene;
    private Mat full;
    private Mat small;
    private PlanarImage image;
    private PlanarImage octave;
    private double seconds;

    /** Draws it. */
    @Setup
    public void open() {
      scene = new DemoScene(1, WIDTH, HEIGHT);
      full = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3);
      scene.draw(0, full);
      small = new Mat();
      try (Size size = new Size(SMALL_WIDTH, SMALL_HEIGHT)) {
        opencv_imgproc.resize(full, small, size, 0, 0, opencv_imgproc.INTER_AREA);
      }
      image = new PlanarImage(SMALL_WIDTH, SMALL_HEIGHT);
      image.setBgr(small);
      octave = new PlanarImage(SMALL_WIDTH * 5 / 7, SMALL_HEIGHT * 5 / 7);
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
      octave.close();
      image.close();
      small.close();
      full.close();
      scene.close();
    }
  }

  /** A compositor at work. */
  @State(Scope.Thread)
  public static class Composition {
    CompositorBench compositor;

    /** Starts it. */
    @Setup
    public void open(Frame frame) {
      compositor = new CompositorBench(frame.full, frame.image);
    }

    /** Stops it. */
    @TearDown
    public void close() {
      compositor.close();
    }
  }

  /** A hub, and somebody who watches it or nobody. */
  @State(Scope.Thread)
  public static class Stream {
    private final Clock clock = Clock.system();
    MjpegHub hub;
    private @Nullable WatchedHub watched;

    /** Viewers. */
    @Param({"0", "1"})
    public int viewers;

    /** Lets them in. */
    @Setup
    public void open(Frame frame) throws IOException, InterruptedException {
      hub = new MjpegHub(clock, 1, () -> QUALITY);
      // Nobody is let in before there is something to see.
      hub.publish(frame.full, clock.nanoTime());
      watched = viewers == 0 ? null : new WatchedHub(clock, hub);
    }

    /** Sends them away. */
    @TearDown
    public void close() {
      if (watched != null) {
        watched.close();
      }
      hub.close();
    }
  }

  /** The scene of {@code --source demo}, a thirtieth of a second further. */
  @Benchmark
  public void demoScene(Frame frame) {
    frame.seconds += FRAME_SECONDS;
    frame.scene.draw(frame.seconds, frame.full);
  }

  /** The frame, made small for the dream. */
  @Benchmark
  public void shrink(Frame frame) {
    try (Size size = new Size(SMALL_WIDTH, SMALL_HEIGHT)) {
      opencv_imgproc.resize(frame.full, frame.small, size, 0, 0, opencv_imgproc.INTER_AREA);
    }
  }

  /** The small frame to the planes that the dream works on. */
  @Benchmark
  public void bgrToPlanes(Frame frame) {
    frame.image.setBgr(frame.small);
  }

  /** And back. */
  @Benchmark
  public void planesToBgr(Frame frame) {
    frame.image.toBgr(frame.small);
  }

  /** To the next smaller octave, and back. */
  @Benchmark
  public void octaveDownAndUp(Frame frame) {
    Resampling.resample(frame.image, frame.octave);
    Resampling.resample(frame.octave, frame.image);
  }

  /**
   * A new frame and a new residual to a finished picture; copies of both and the way to another
   * thread and back are included.
   */
  @Benchmark
  public long composite(Composition composition) throws InterruptedException {
    return composition.compositor.picture();
  }

  /** A picture, encoded if somebody watches, who reads as fast as it can over loopback. */
  @Benchmark
  public void publish(Stream stream, Frame frame) {
    stream.hub.publish(frame.full, stream.clock.nanoTime());
  }
}
