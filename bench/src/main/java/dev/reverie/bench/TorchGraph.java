package dev.reverie.bench;

import static java.util.Objects.requireNonNull;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LocalResponseNormOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Reverie's networks in PyTorch's words: the functions of {@code torch.nn.functional}, one call for
 * each layer. Owns its weights, which ask for no gradient; what {@link #run} makes belongs to the
 * caller's {@link PointerScope}.
 */
final class TorchGraph implements AutoCloseable {
  private record Weights(Tensor weight, TensorOptional bias) {}

  private static final long[] NO_DILATION = {1, 1};

  private final Program program;
  private final torch.ScalarType type;
  private final Map<String, Weights> weights = new HashMap<>();

  /**
   * @param type of the weights
   * @param format of the weights, and so of all activations
   */
  TorchGraph(Program program, torch.ScalarType type, torch.MemoryFormat format) {
    this.program = program;
    this.type = type;
    for (Node node : program.network().nodes()) {
      if (node.layer() instanceof Layer.Conv conv) {
        weights.put(node.name(), weights(conv, node.name(), format));
      }
    }
  }

  @SuppressWarnings("try") // The scope works by being open.
  private Weights weights(Layer.Conv conv, String name, torch.MemoryFormat format) {
    Kernel kernel =
        requireNonNull(program.kernels().get(name), () -> "no weights for convolution " + name);
    try (PointerScope scope = new PointerScope()) {
      int side = conv.kernel();
      Tensor weight =
          Tensor.create(array(kernel.weight()), conv.outputs(), conv.inputs(), side, side)
              .to(type)
              .contiguous(format);
      Tensor bias = Tensor.create(array(kernel.bias()), conv.outputs()).to(type);
      TensorOptional optional = new TensorOptional(bias);
      weight.retainReference();
      optional.retainReference();
      return new Weights(weight, optional);
    }
  }

  /** The last node's result. */
  Tensor run(Tensor input) {
    Map<String, Tensor> results = new LinkedHashMap<>();
    results.put(Network.INPUT, input);
    Tensor last = input;
    for (Node node : program.network().nodes()) {
      List<Tensor> inputs = new ArrayList<>();
      for (String name : node.inputs()) {
        inputs.add(requireNonNull(results.get(name)));
      }
      last = apply(node, inputs);
      results.put(node.name(), last);
    }
    return last;
  }

  private Tensor apply(Node node, List<Tensor> inputs) {
    Tensor x = inputs.get(0);
    Layer layer = node.layer();
    if (layer instanceof Layer.Conv conv) {
      Weights w = requireNonNull(weights.get(node.name()));
      long[] stride = {conv.stride(), conv.stride()};
      long[] padding = {conv.padding(), conv.padding()};
      Tensor y = torch.conv2d(x, w.weight(), w.bias(), stride, padding, NO_DILATION, 1);
      // In place, as torchvision's networks do it: nobody else reads the convolution's result.
      return conv.relu() ? torch.relu_(y) : y;
    }
    if (layer instanceof Layer.MaxPool pool) {
      long[] kernel = {pool.kernel(), pool.kernel()};
      long[] stride = {pool.stride(), pool.stride()};
      long[] padding = {pool.padding(), pool.padding()};
      return torch.max_pool2d(x, kernel, stride, padding, NO_DILATION, pool.roundUp());
    }
    if (layer instanceof Layer.Relu) {
      return torch.relu(x);
    }
    if (layer instanceof Layer.Add) {
      return x.add(inputs.get(1));
    }
    if (layer instanceof Layer.Concat) {
      return torch.cat(new TensorVector(inputs.toArray(Tensor[]::new)), 1);
    }
    if (layer instanceof Layer.Lrn lrn) {
      LocalResponseNormOptions options = new LocalResponseNormOptions(lrn.size());
      options.alpha().put(lrn.alpha());
      options.beta().put(lrn.beta());
      options.k().put(lrn.k());
      // PyTorch has it in float32 only.
      return torch.local_response_norm(x.to(torch.ScalarType.Float), options).to(type);
    }
    if (layer instanceof Layer.PixelUnshuffle unshuffle) {
      return torch.pixel_unshuffle(x, unshuffle.factor());
    }
    if (layer instanceof Layer.PixelShuffle shuffle) {
      return torch.pixel_shuffle(x, shuffle.factor());
    }
    if (layer instanceof Layer.Upsample upsample) {
      long[] size = {x.size(2) * upsample.factor(), x.size(3) * upsample.factor()};
      return torch.upsample_nearest2d(x, size, new DoubleOptional(), new DoubleOptional());
    }
    throw new IllegalArgumentException("the PyTorch peer has no " + layer);
  }

  private static float[] array(FloatBuffer values) {
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return copy;
  }

  @Override
  public void close() {
    for (Weights w : weights.values()) {
      w.weight().releaseReference();
      w.bias().releaseReference();
    }
  }
}
