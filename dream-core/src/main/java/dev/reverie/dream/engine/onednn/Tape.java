package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Program;
import dev.reverie.dream.network.Shape;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * What the forward pass notes of every node, for the nodes that read it and for the gradient: its
 * shape, its result and the primitive that computes it.
 */
final class Tape {
  private final Recorder recorder;
  private final Program program;
  private final int type;
  private final Map<String, Shape> shapes;
  private final Map<String, Tensor> values = new HashMap<>();
  private final Map<String, dnnl_primitive_desc> descriptions = new HashMap<>();
  private final Map<String, Tensor> workspaces = new HashMap<>();

  /**
   * Begins with the picture.
   *
   * @param type the plan's own, as oneDNN calls it
   * @throws IllegalArgumentException if the picture is too small for the network
   */
  Tape(Recorder recorder, Program program, int type, int width, int height) {
    this.recorder = recorder;
    this.program = program;
    this.type = type;
    shapes = program.network().shapes(width, height);
    Tensor picture =
        recorder.tensor(recorder.layouts().planar(dnnl.dnnl_f32, shape(Network.INPUT)));
    picture.block().use(-1);
    values.put(Network.INPUT, picture);
  }

  /** What the plan computes with, as oneDNN calls it. */
  int type() {
    return type;
  }

  Shape shape(String name) {
    return get(shapes, name);
  }

  /** The numbers of a convolution. */
  Kernel kernel(String name) {
    return get(program.kernels(), name);
  }

  /** A node's result, the picture included; of a node that was fused into another there is none. */
  Tensor value(String name) {
    return get(values, name);
  }

  /**
   * A node's result as the layers take it that compute in its type: the picture, which comes as
   * float32, in the plan's own type, everything else as it is.
   */
  Tensor operand(String name) {
    Tensor value = value(name);
    return name.equals(Network.INPUT)
        ? recorder.in(value, recorder.layouts().planar(type, shape(name)))
        : value;
  }

  /** The primitive that computes a node, which its gradient's refers to. */
  dnnl_primitive_desc description(String name) {
    return get(descriptions, name);
  }

  /** Whether a node's primitive notes something for its gradient. */
  boolean hasWorkspace(String name) {
    return workspaces.containsKey(name);
  }

  /** What it notes. */
  Tensor workspace(String name) {
    return get(workspaces, name);
  }

  void value(String name, Tensor value) {
    values.put(name, value);
  }

  /** A new array for a node's result. */
  Tensor newValue(String name, dnnl_memory_desc layout) {
    Tensor value = recorder.tensor(layout);
    values.put(name, value);
    return value;
  }

  void description(String name, dnnl_primitive_desc description) {
    descriptions.put(name, description);
  }

  void workspace(String name, Tensor workspace) {
    workspaces.put(name, workspace);
  }

  private static <T> T get(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("nothing is known of " + name);
    }
    return value;
  }
}
