package dev.reverie.bench;

import dev.reverie.dream.engine.winograd.VectorModule;
import dev.reverie.dream.engine.winograd.kernel.MatrixKernel;
import dev.reverie.dream.engine.winograd.kernel.WinogradKernel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The Winograd engine's inner loops on one thread, on data that fits the first-level cache: what of
 * the processor's peak they reach. Scores are operations in a nanosecond, which is GFLOP/s for
 * {@code matrixProduct} and values in a nanosecond for the transforms.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED"})
@NullUnmarked // JMH sets the fields.
public class KernelBenchmark {
  private static final int INNER = 96;
  private static final int ROWS = 24;
  private static final int COLUMNS = 32;
  private static final int CHANNELS = 64;

  private final float[] left = new float[ROWS * INNER];
  private final float[] panels = new float[2 * COLUMNS * INNER];
  private final float[] product = new float[ROWS * COLUMNS];
  private final float[] patch = new float[WinogradKernel.POINTS * CHANNELS];
  private final float[] points = new float[WinogradKernel.POINTS * CHANNELS];
  private float[] scratch;

  /** Numbers that are neither zero nor denormal. */
  @Setup
  public void fill() {
    VectorModule.load();
    Arrays.fill(left, 1.5f);
    Arrays.fill(panels, 0.5f);
    Arrays.fill(patch, 0.25f);
    scratch = new float[WinogradKernel.scratch()];
  }

  /** 24 rows of 96 times 96 rows of 32: multiplications and additions. */
  @Benchmark
  @OperationsPerInvocation(2 * ROWS * INNER * COLUMNS)
  public float matrixProduct() {
    for (int column = 0; column < COLUMNS; column += MatrixKernel.COLUMNS) {
      MatrixKernel.panel(
          left, 0, INNER, INNER, panels, column * INNER, product, column, COLUMNS, ROWS);
    }
    return product[0];
  }

  /** One patch of 6x6 pixels, 64 channels: values read. */
  @Benchmark
  @OperationsPerInvocation(WinogradKernel.POINTS * CHANNELS)
  public float inputTransform() {
    WinogradKernel.input(
        patch,
        0,
        WinogradKernel.PATCH * CHANNELS,
        CHANNELS,
        CHANNELS,
        points,
        0,
        CHANNELS,
        scratch);
    return points[0];
  }

  /** One tile of 4x4 pixels, 64 channels: values read. */
  @Benchmark
  @OperationsPerInvocation(WinogradKernel.POINTS * CHANNELS)
  public float outputTransform() {
    WinogradKernel.output(points, 0, CHANNELS, CHANNELS, patch, 0, scratch);
    return patch[0];
  }
}
