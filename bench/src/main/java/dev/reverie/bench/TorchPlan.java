package dev.reverie.bench;

import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Preprocessing;
import dev.reverie.dream.network.Program;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The step as a PyTorch user writes it: eager mode, autograd to the picture only, the picture's
 * planes read and written in place. Every tensor of a step is freed at its end.
 */
@SuppressWarnings("try") // Scopes and guards work by being open.
final class TorchPlan implements DreamPlan {
  private static final int CHANNELS = 1; // the dimension of [batch, channel, row, column]

  private final TorchGraph graph;
  private final Preprocessing preprocessing;
  private final boolean direction;
  private final Objective objective;
  private final torch.ScalarType type;
  private final torch.MemoryFormat format;
  private final int width;
  private final int height;
  private final Tensor means;

  TorchPlan(
      Program program,
      Objective objective,
      torch.ScalarType type,
      torch.MemoryFormat format,
      int width,
      int height) {
    // Refuses pictures that are too small, in Reverie's words.
    program.network().shapes(width, height);
    graph = new TorchGraph(program, type, format);
    preprocessing = program.network().preprocessing();
    direction = program.direction();
    this.objective = objective;
    this.type = type;
    this.format = format;
    this.width = width;
    this.height = height;
    float[] mean = new float[PlanarImage.PLANES];
    for (int p = 0; p < mean.length; p++) {
      mean[p] = preprocessing.mean(p);
    }
    means = Tensor.create(mean, 1, mean.length, 1, 1);
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
    try (PointerScope scope = new PointerScope()) {
      Tensor planes = planes(image);
      Result result = gradient(planes);
      try (NoGradGuard guard = new NoGradGuard()) {
        double factor = step;
        if (normalize) {
          double rms = Math.sqrt(result.gradient().square().mean().item_float());
          factor = step / (rms + NormalizedStep.EPSILON);
        }
        planes.add_(result.gradient(), new Scalar(factor));
      }
      return result.value();
    }
  }

  @Override
  public double gradient(PlanarImage image, PlanarImage into) {
    try (PointerScope scope = new PointerScope()) {
      Result result = gradient(planes(image));
      try (NoGradGuard guard = new NoGradGuard()) {
        planes(into).copy_(result.gradient());
      }
      return result.value();
    }
  }

  @Override
  public double objective(PlanarImage image) {
    if (direction) {
      return Double.NaN;
    }
    try (PointerScope scope = new PointerScope();
        InferenceMode guard = new InferenceMode(true)) {
      return value(graph.run(enter(planes(image)))).item_double();
    }
  }

  /**
   * What a step needs.
   *
   * @param gradient float32, in the order of the picture's planes
   */
  private record Result(double value, Tensor gradient) {}

  private Result gradient(Tensor planes) {
    if (direction) {
      try (InferenceMode guard = new InferenceMode(true)) {
        return new Result(Double.NaN, leave(graph.run(enter(planes)), 1));
      }
    }
    Tensor input;
    try (NoGradGuard guard = new NoGradGuard()) {
      input = enter(planes);
    }
    input.requires_grad_(true);
    Tensor value = value(graph.run(input));
    value.backward();
    try (NoGradGuard guard = new NoGradGuard()) {
      return new Result(value.item_double(), leave(input.grad(), preprocessing.scale()));
    }
  }

  /** A tensor on the picture's own memory. */
  private Tensor planes(PlanarImage image) {
    requireSize(image);
    return torch.from_blob(
        new FloatPointer(image.values()), new long[] {1, PlanarImage.PLANES, height, width});
  }

  private Tensor enter(Tensor planes) {
    Tensor x = planes.sub(means);
    if (preprocessing.scale() != 1) {
      x.mul_(new Scalar(preprocessing.scale()));
    }
    return ordered(x).to(type).contiguous(format);
  }

  private Tensor leave(Tensor from, float scale) {
    Tensor g = ordered(from.to(torch.ScalarType.Float).contiguous());
    return scale == 1 ? g : g.mul(new Scalar(scale));
  }

  /** From the picture's channel order to the network's, and back. */
  private Tensor ordered(Tensor x) {
    return preprocessing.rgb() ? x.flip(CHANNELS) : x;
  }

  /** In float32 whatever the network's type: bfloat16 has three digits. */
  private Tensor value(Tensor output) {
    Tensor exact = output.to(torch.ScalarType.Float);
    if (objective instanceof Objective.Channel channel) {
      return exact.select(CHANNELS, channel.index()).mean();
    }
    return objective instanceof Objective.L2 ? exact.square().mean() : exact.mean();
  }

  @Override
  public void close() {
    graph.close();
    means.close();
  }
}
