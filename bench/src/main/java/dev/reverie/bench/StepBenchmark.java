package dev.reverie.bench;

import dev.reverie.config.Config;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * One dream step, as the dreamer's thread makes it. Networks but dreamnet need their weights: name
 * their folder in {@code REVERIE_MODELS}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Dorg.bytedeco.javacpp.maxbytes=0",
      "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"
    })
@NullUnmarked // JMH sets the fields.
public class StepBenchmark {
  /** The network; its own best layer. */
  @Param({"dreamnet", "vgg16"})
  public String model;

  /** Width and height of the picture that is dreamed on. */
  @Param({"256x192"})
  public String size;

  /** Compute threads; 0 means what live dreaming uses. */
  @Param({"0"})
  public int threads;

  private DreamEngine engine;
  private DreamPlan plan;
  private PlanarImage image;

  /** On the thread that will run the steps, as an engine asks for. */
  @Setup(Level.Trial)
  public void open() {
    Map<String, String> environment = System.getenv();
    Config config = Models.config(environment, Map.of("model", model));
    DreamModel dreamModel = Models.get(config, environment);
    PictureSize pictureSize = StepCommand.size(size).aligned(dreamModel.alignment());
    int cores = Runtime.getRuntime().availableProcessors();
    String best = new Engines().names().get(0);
    engine =
        Engines.open(
            best,
            new Engines().precisions(best).get(0),
            threads > 0 ? threads : Engines.liveThreads(cores));
    plan =
        engine.prepare(
            dreamModel.program("auto"), Objective.MEAN, pictureSize.width(), pictureSize.height());
    image = new PlanarImage(pictureSize.width(), pictureSize.height());
  }

  /** The same picture for every step. */
  @Setup(Level.Invocation)
  public void begin() {
    StepRace.fill(image);
  }

  /** Forward, backward, normalise, add. */
  @Benchmark
  public double step() {
    return plan.step(image, 1, true);
  }

  /** Frees native memory. */
  @TearDown(Level.Trial)
  public void close() {
    image.close();
    plan.close();
    engine.close();
  }
}
