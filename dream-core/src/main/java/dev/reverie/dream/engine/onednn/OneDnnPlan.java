package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/** Steps through a list of primitives. */
final class OneDnnPlan implements DreamPlan {
  private final Scope scope = new Scope();
  private final Recorder recorder;
  private final Pixels pixels;
  private final Objective objective;
  private final boolean direction;
  private final int width;
  private final int height;
  private final Shape outShape;
  private final int forwardEnd;
  private final FloatBuffer input;
  private final @Nullable Halves halves;
  private final FloatBuffer output;
  private final FloatBuffer gradient;

  /** What the gradient that the primitives compute must be multiplied by. */
  private final double scale;

  OneDnnPlan(
      Cpu cpu,
      KernelStore kernels,
      Writer writer,
      Program program,
      Objective objective,
      Precision precision,
      int width,
      int height) {
    this.objective = objective;
    this.width = width;
    this.height = height;
    direction = program.direction();
    pixels = new Pixels(program.network().preprocessing(), width * height);
    recorder = new Recorder(cpu, scope);
    try {
      Layouts layouts = recorder.layouts();
      Forward forward = new Forward(recorder, kernels, scope, program, precision, width, height);
      Tape tape = forward.tape();
      Tensor result = tape.value(program.output());
      outShape = tape.shape(program.output());
      Tensor plain = recorder.in(result, layouts.planar(dnnl.dnnl_f32, outShape));
      forwardEnd = recorder.size();
      plain.block().use(forwardEnd);
      Tensor slope = plain;
      Tensor seed = result;
      double toPicture = 1;
      if (!direction) {
        if (!(objective instanceof Objective.L2)) {
          seed = recorder.tensor(result.layout());
          seed.block().keep();
        }
        slope = new Backward(recorder, kernels, scope, program, forward, seed).picture();
        slope.block().use(recorder.size());
        toPicture = program.network().preprocessing().scale() * seedScale();
      }
      scale = toPicture;
      recorder.allocate();
      input = floats(tape.value(Network.INPUT));
      Tensor parts = forward.halves();
      halves = parts == null ? null : new Halves(floats(parts));
      output = floats(plain);
      gradient = floats(slope);
      if (seed != result) {
        fill(seed, writer);
      }
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public double step(PlanarImage image, double step, boolean normalize) {
    double before = run(image);
    float factor = pixels.factor(gradient, scale, step, normalize);
    pixels.add(gradient, image.values(), factor);
    return before;
  }

  @Override
  public double gradient(PlanarImage image, PlanarImage into) {
    requireSize(into);
    double value = run(image);
    pixels.leave(gradient, into.values(), (float) scale);
    return value;
  }

  @Override
  public double objective(PlanarImage image) {
    if (direction) {
      return Double.NaN;
    }
    return forward(image);
  }

  private double run(PlanarImage image) {
    double value = forward(image);
    recorder.run(forwardEnd, recorder.size());
    return value;
  }

  private double forward(PlanarImage image) {
    requireSize(image);
    pixels.enter(image.values(), input);
    if (halves != null) {
      halves.split(input);
    }
    recorder.run(0, forwardEnd);
    if (direction) {
      return Double.NaN;
    }
    if (objective instanceof Objective.Channel channel) {
      int plane = outShape.plane();
      return pixels.sum(output, channel.index() * plane, plane, false) / plane;
    }
    boolean squared = objective instanceof Objective.L2;
    return pixels.sum(output, 0, outShape.count(), squared) / outShape.count();
  }

  /**
   * The primitives are given 1 for the mean of one channel or all, and the activation itself for
   * the mean of squares: numbers that every precision has. This makes up for it.
   */
  private double seedScale() {
    if (objective instanceof Objective.Channel) {
      return 1.0 / outShape.plane();
    }
    return (objective instanceof Objective.L2 ? 2.0 : 1.0) / outShape.count();
  }

  /** The gradient with respect to the last layer, up to {@link #seedScale}. */
  private void fill(Tensor seed, Writer writer) {
    try (FloatPointer ones = new FloatPointer(outShape.count())) {
      FloatBuffer values = ones.asBuffer();
      for (int i = 0; i < outShape.count(); i++) {
        boolean counts =
            !(objective instanceof Objective.Channel channel)
                || i / outShape.plane() == channel.index();
        values.put(i, counts ? 1 : 0);
      }
      writer.write(
          ones, layouts -> layouts.planar(dnnl.dnnl_f32, outShape), seed.memory(), seed.layout());
    }
  }

  private FloatBuffer floats(Tensor tensor) {
    return recorder.address(tensor).asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  @Override
  public void close() {
    scope.close();
  }
}
