package dev.reverie.dream.network;

import dev.reverie.config.Names;
import dev.reverie.dream.weights.Safetensors;
import dev.reverie.dream.weights.Tensor;
import dev.reverie.dream.weights.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The built-in network: it was taught the direction of a dream step, so one forward pass replaces a
 * classifier's forward and backward passes. A small U-net over half-resolution pixels; its moods,
 * each taught by another objective, stand where a classifier has layers. A mood is a gain and a
 * shift for each residual block's first convolution, folded into that convolution's numbers here.
 */
public final class Dreamnet implements DreamModel {
  /** Halved once by the pixel unshuffle and three times by strided convolutions. */
  private static final int ALIGNMENT = 16;

  private static final String RESOURCE = "dreamnet.safetensors";
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(true, 117, 117, 117, 1 / 60f);

  /**
   * A direction that can be asked for.
   *
   * @param name what Reverie calls it
   * @param teacher network, layer and objective it was taught by, as the weights' file names it
   */
  private record Mood(String name, String teacher) {}

  /** In the order of the rows of every {@code gain} and {@code shift}. */
  private static final List<Mood> MOODS =
      List.of(
          new Mood("beads", "vgg16/block2_pool/mean"),
          new Mood("tendrils", "vgg16/block3_pool/mean"),
          new Mood("eyes", "vgg16/block3_pool/l2"),
          new Mood("leopard", "googlenet/inception_3b/l2"));

  private static final String DEFAULT_MOOD = "tendrils";

  private final Network network;
  private final Weights weights;
  private final Map<String, Kernel> common = new LinkedHashMap<>();
  private final Set<String> blocks;
  private final List<DreamLayer> layers;

  /**
   * @param weights the network's tensors
   * @throws IllegalArgumentException if the file's moods are not the ones this network knows
   */
  public Dreamnet(Weights weights) {
    this.weights = weights;
    List<String> teachers = MOODS.stream().map(Mood::teacher).toList();
    if (!String.join(",", teachers).equals(weights.metadata().get("moods"))) {
      throw new IllegalArgumentException(
          "dreamnet's weights are of another version: their moods are "
              + weights.metadata().get("moods"));
    }
    Architecture architecture = new Architecture();
    network = architecture.network;
    blocks = Set.copyOf(architecture.blocks);
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.Conv && !isMoody(node.name())) {
        common.put(
            node.name(),
            new Kernel(
                weights.tensor(node.name() + ".weight").data(),
                weights.tensor(node.name() + ".bias").data()));
      }
    }
    layers =
        MOODS.stream()
            .map(
                mood ->
                    new DreamLayer(
                        mood.name(),
                        mood.name() + " (" + mood.teacher() + ")",
                        "moods",
                        "mood",
                        0,
                        true))
            .toList();
  }

  /** The network with the weights that come with the program. */
  public static Dreamnet embedded() {
    try (InputStream in = Dreamnet.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the program: build it again");
      }
      return new Dreamnet(Safetensors.read(in, RESOURCE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return network.name();
  }

  @Override
  public boolean givesDirection() {
    return true;
  }

  @Override
  public List<DreamLayer> layers() {
    return layers;
  }

  @Override
  public String defaultLayer() {
    return DEFAULT_MOOD;
  }

  @Override
  public int alignment() {
    return ALIGNMENT;
  }

  @Override
  public String layer(String name) {
    return name.equals("auto") ? DEFAULT_MOOD : MOODS.get(mood(name)).name();
  }

  @Override
  public Program program(String layer) {
    int mood = mood(layer(layer));
    Map<String, Kernel> kernels = new LinkedHashMap<>(common);
    for (String block : blocks) {
      kernels.put(block + ".a", folded(block, mood));
    }
    return new Program(network, kernels, true);
  }

  private static int mood(String name) {
    List<String> names = new ArrayList<>();
    for (Mood mood : MOODS) {
      if (mood.name().equalsIgnoreCase(name) || mood.teacher().equalsIgnoreCase(name)) {
        return MOODS.indexOf(mood);
      }
      names.add(mood.name());
    }
    throw Names.unknown("layer", name, names);
  }

  private boolean isMoody(String convolution) {
    return convolution.endsWith(".a")
        && blocks.contains(convolution.substring(0, convolution.length() - 2));
  }

  /** (w*x + b) * gain + shift = (w*gain)*x + (b*gain + shift). */
  private Kernel folded(String block, int mood) {
    Tensor weight = weights.tensor(block + ".a.weight");
    FloatBuffer w = weight.data();
    FloatBuffer b = weights.tensor(block + ".a.bias").data();
    FloatBuffer gain = weights.tensor(block + ".gain").data();
    FloatBuffer shift = weights.tensor(block + ".shift").data();
    int outputs = weight.shape().get(0);
    int each = w.remaining() / outputs;
    FloatBuffer weightOut = FloatBuffer.allocate(w.remaining());
    FloatBuffer biasOut = FloatBuffer.allocate(outputs);
    for (int o = 0; o < outputs; o++) {
      float g = gain.get(mood * outputs + o);
      for (int i = 0; i < each; i++) {
        weightOut.put(w.get(o * each + i) * g);
      }
      biasOut.put(b.get(o) * g + shift.get(mood * outputs + o));
    }
    return new Kernel(weightOut.flip(), biasOut.flip());
  }

  /** Writes the graph down. */
  private static final class Architecture {
    private final NetworkBuilder net = new NetworkBuilder();
    private final List<String> blocks = new ArrayList<>();
    private final Network network;

    Architecture() {
      String pixels = net.unshuffle("pixels", Network.INPUT, 2);
      String s0 = block("down0", net.conv("stem", pixels, 32, 3, 1, 1));
      String s1 = block("down1", shrink("shrink1", s0, 64));
      String s2 = block("down2b", block("down2a", shrink("shrink2", s1, 96)));
      String h = block("down3b", block("down3a", shrink("shrink3", s2, 128)));
      h = block("up2", net.sum("up2.sum", grow("grow2", h, 96), s2));
      h = block("up1", net.sum("up1.sum", grow("grow1", h, 64), s1));
      h = block("up0", net.sum("up0.sum", grow("grow0", h, 32), s0));
      String head = net.conv("head", net.relu("head.in", h), 12, 3, 1, 1);
      net.shuffle("direction", head, 2);
      network = net.build("dreamnet", PREPROCESSING, ALIGNMENT);
    }

    private String shrink(String name, String input, int channels) {
      return net.conv(name, net.relu(name + ".in", input), channels, 4, 2, 1);
    }

    private String grow(String name, String input, int channels) {
      return net.upsample(
          name + ".up", net.conv(name, net.relu(name + ".in", input), channels, 3, 1, 1), 2);
    }

    private String block(String name, String input) {
      blocks.add(name);
      int channels = net.channels(input);
      String a = net.convRelu(name + ".a", net.relu(name + ".in", input), channels, 3, 1, 1);
      String b = net.conv(name + ".b", a, channels, 3, 1, 1);
      return net.sum(name, input, b);
    }
  }
}
