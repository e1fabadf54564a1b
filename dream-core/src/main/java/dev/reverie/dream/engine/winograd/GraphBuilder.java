package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.Lanes;
import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Node;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lays a program out for one picture size. */
final class GraphBuilder {
  /**
   * Fewest pixels for which Winograd's form pays: it reads four times as many weights, and with few
   * tiles that is what it waits for.
   */
  private static final int WINOGRAD_PIXELS = 300;

  private final Workers workers;
  private final Scratch[] scratch;
  private final WeightsCache cache;
  private final Program program;
  private final Network network;
  private final Wiring wiring;
  private final boolean gradients;
  private final Allocation memory;
  private final List<WeightsCache.Entry> entries;

  /**
   * Takes the memory.
   *
   * @param entries is added what the graph will hold of the cache: whoever closes the graph, or
   *     gives up building it, closes these
   * @throws IllegalArgumentException if the picture is too small for the network
   */
  GraphBuilder(
      Workers workers,
      Scratch[] scratch,
      WeightsCache cache,
      List<WeightsCache.Entry> entries,
      Program program,
      int width,
      int height) {
    this.workers = workers;
    this.scratch = scratch;
    this.cache = cache;
    this.entries = entries;
    this.program = program;
    network = program.network();
    wiring = new Wiring(program);
    gradients = !program.direction();
    memory = new Allocation(program, wiring, width, height);
  }

  Graph build() {
    List<Stage> stages = new ArrayList<>();
    // Last to first, because the first stage to run backward is the one that may overwrite a shared
    // gradient.
    for (int i = network.nodes().size() - 1; i >= 0; i--) {
      Stage stage = stage(network.nodes().get(i));
      if (stage != null) {
        stages.add(0, stage);
      }
    }
    Activation input = memory.value(Network.INPUT);
    Activation output = memory.value(program.output());
    return new Graph(
        input,
        gradients ? memory.gradient(Network.INPUT) : input,
        output,
        gradients ? memory.gradient(program.output()) : output,
        wiring.rectified(program.output()),
        List.copyOf(stages));
  }

  private @Nullable Stage stage(Node node) {
    Layer layer = node.layer();
    if (wiring.readersRectify(node) || wiring.computedByInput(node) || wiring.partsInPlace(node)) {
      return null;
    }
    if (layer instanceof Layer.Conv conv) {
      return convolution(node, conv);
    }
    List<Activation> in = node.inputs().stream().map(memory::value).toList();
    String name = node.name();
    Activation first = in.get(0);
    List<Gradient> to = gradients ? node.inputs().stream().map(memory::into).toList() : List.of();
    @Nullable Gradient firstTo = gradients ? to.get(0) : null;
    @Nullable Activation from = gradients ? memory.gradient(name) : null;
    if (layer instanceof Layer.MaxPool pool) {
      return pool(pool, first, memory.value(name), from, firstTo);
    }
    if (layer instanceof Layer.Relu) {
      return new ElementStages.Relu(workers, first, memory.value(name), through(from, to));
    }
    if (layer instanceof Layer.Add) {
      return new ElementStages.Add(
          workers, first, in.get(1), memory.value(name), through(from, to));
    }
    if (layer instanceof Layer.Concat) {
      return new ElementStages.Concat(in, memory.value(name), from, to);
    }
    if (layer instanceof Layer.Lrn lrn) {
      return new LrnStage(workers, lrn, first, memory.value(name), from, firstTo);
    }
    if (layer instanceof Layer.PixelUnshuffle unshuffle) {
      return rearrange(RearrangeStage.Kind.UNSHUFFLE, unshuffle.factor(), node, from, firstTo);
    }
    if (layer instanceof Layer.PixelShuffle shuffle) {
      return rearrange(RearrangeStage.Kind.SHUFFLE, shuffle.factor(), node, from, firstTo);
    }
    if (layer instanceof Layer.Upsample upsample) {
      return rearrange(RearrangeStage.Kind.UPSAMPLE, upsample.factor(), node, from, firstTo);
    }
    throw new IllegalArgumentException("the winograd engine has no " + layer);
  }

  private List<Pass> through(@Nullable Activation from, List<Gradient> to) {
    return from == null
        ? List.of()
        : to.stream().<Pass>map(each -> new ElementStages.Through(workers, from, each)).toList();
  }

  private Stage rearrange(
      RearrangeStage.Kind kind,
      int factor,
      Node node,
      @Nullable Activation from,
      @Nullable Gradient to) {
    Node sum = wiring.sum(node.name());
    return new RearrangeStage(
        workers,
        kind,
        factor,
        memory.value(node.inputs().get(0)),
        memory.value(sum == null ? node.name() : sum.name()),
        sum == null ? null : memory.value(Wiring.other(sum, node.name())),
        from,
        to);
  }

  private Stage pool(
      Layer.MaxPool pool,
      Activation in,
      Activation out,
      @Nullable Activation from,
      @Nullable Gradient to) {
    if (Wiring.halves(pool) && (to == null || !to.add())) {
      return new HalvingPoolStage(workers, in, out, from, to);
    }
    return new MaxPoolStage(workers, pool, in, out, from, to, Lanes.COUNT);
  }

  private Stage convolution(Node node, Layer.Conv conv) {
    Kernel kernel = program.kernels().get(node.name());
    if (kernel == null) {
      throw new IllegalArgumentException("no weights for " + node.name());
    }
    WeightsCache.Entry entry = cache.acquire(conv, kernel);
    entries.add(entry);
    ConvolutionWeights weights = entry.weights();
    String source = node.inputs().get(0);
    Node before = wiring.node(source);
    boolean rectify = before != null && wiring.readersRectify(before);
    Activation in = memory.value(before != null && rectify ? before.inputs().get(0) : source);
    Node sum = wiring.sum(node.name());
    Activation out = memory.value(sum == null ? node.name() : sum.name());
    Epilogue epilogue =
        new Epilogue.Forward(
            out,
            weights.bias(),
            conv.relu(),
            sum == null ? null : memory.value(Wiring.other(sum, node.name())));
    Pass forward =
        winograd(conv, in, out)
            ? new WinogradPass(
                workers, scratch, in, rectify, conv.padding(), weights.forwardWinograd(), epilogue)
            : new DirectPass(
                workers,
                scratch,
                in,
                rectify,
                conv.kernel(),
                conv.stride(),
                conv.padding(),
                weights.forward(),
                epilogue);
    return new ConvStage(
        forward,
        gradients
            ? backward(conv, weights, memory.gradient(node.name()), memory.into(source))
            : null);
  }

  private Pass backward(Layer.Conv conv, ConvolutionWeights weights, Activation from, Gradient to) {
    Epilogue epilogue = Epilogue.gradient(to);
    int padding = conv.kernel() - 1 - conv.padding();
    if (conv.stride() > 1 || conv.inputs() <= 4 || padding < 0) {
      return new ScatterPass(
          workers,
          scratch,
          from,
          conv.inputs(),
          conv.kernel(),
          conv.stride(),
          conv.padding(),
          weights.scatter(),
          epilogue);
    }
    return winograd(conv, from, to.to())
        ? new WinogradPass(
            workers, scratch, from, false, padding, weights.backwardWinograd(), epilogue)
        : new DirectPass(
            workers, scratch, from, false, conv.kernel(), 1, padding, weights.backward(), epilogue);
  }

  private static boolean winograd(Layer.Conv conv, Activation from, Activation to) {
    return conv.kernel() == 3
        && conv.stride() == 1
        && conv.padding() <= 2
        && conv.inputs() > 4
        && conv.outputs() > 4
        && Math.min(from.pixels(), to.pixels()) >= WINOGRAD_PIXELS;
  }
}
