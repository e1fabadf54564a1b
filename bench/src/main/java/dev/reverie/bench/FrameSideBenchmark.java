package dev.reverie.bench;

import dev.reverie.capture.demo.DemoScene;
import dev.reverie.config.Clock;
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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a picture costs beside the dream: drawing the demo scene, taking the frame in, laying the
 * dream over it, encoding and sending it. At 1280x720, with a dream of 256x144.
 */
@State(Scope.Thread)
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

  private final Clock clock = Clock.system();
  private DemoScene scene;
  private Mat frame;
  private Mat smallFrame;
  private Mat back;
  private PlanarImage image;
  private PlanarImage octave;
  private CompositorBench compositor;
  private MjpegHub idleHub;
  private MjpegHub hub;
  private WatchedHub watched;
  private double seconds;

  /** Everything but the dream. */
  @Setup(Level.Trial)
  public void open() throws IOException, InterruptedException {
    scene = new DemoScene(1, WIDTH, HEIGHT);
    frame = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3);
    scene.draw(0, frame);
    smallFrame = new Mat();
    back = new Mat();
    try (Size size = new Size(SMALL_WIDTH, SMALL_HEIGHT)) {
      opencv_imgproc.resize(frame, smallFrame, size, 0, 0, opencv_imgproc.INTER_AREA);
    }
    image = new PlanarImage(SMALL_WIDTH, SMALL_HEIGHT);
    octave = new PlanarImage(SMALL_WIDTH * 5 / 7, SMALL_HEIGHT * 5 / 7);
    image.setBgr(smallFrame);
    compositor = new CompositorBench(frame, image);
    idleHub = new MjpegHub(clock, 1, () -> 85);
    hub = new MjpegHub(clock, 1, () -> 85);
    watched = new WatchedHub(clock, hub);
  }

  /** The scene of {@code --source demo}. */
  @Benchmark
  public void demoScene() {
    seconds += FRAME_SECONDS;
    scene.draw(seconds, frame);
  }

  /** The small frame to what the dream works on. */
  @Benchmark
  public void bgrToPlanes() {
    image.setBgr(smallFrame);
  }

  /** And back. */
  @Benchmark
  public void planesToBgr() {
    image.toBgr(back);
  }

  /** To the next smaller octave, and back. */
  @Benchmark
  public void octaveDownAndUp() {
    Resampling.resample(image, octave);
    Resampling.resample(octave, image);
  }

  /**
   * A new frame and a new residual to a finished picture, two hand-overs between threads included.
   */
  @Benchmark
  public long composite() throws InterruptedException {
    return compositor.picture();
  }

  /** A picture that nobody watches. */
  @Benchmark
  public void publishToNobody() {
    idleHub.publish(frame, clock.nanoTime());
  }

  /** A picture, encoded and offered to one viewer who reads as fast as it can over loopback. */
  @Benchmark
  public void publishToOneViewer() {
    hub.publish(frame, clock.nanoTime());
  }

  /** Frees native memory. */
  @TearDown(Level.Trial)
  public void close() {
    compositor.close();
    watched.close();
    hub.close();
    idleHub.close();
    octave.close();
    image.close();
    back.close();
    smallFrame.close();
    frame.close();
    scene.close();
  }
}
