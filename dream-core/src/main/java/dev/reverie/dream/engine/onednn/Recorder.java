package dev.reverie.dream.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The list of primitives of a plan, and the memory that they work in. First everything is recorded,
 * then {@link #allocate} gives the tensors their places, then the list is run as often as wanted.
 * Owned by a scope.
 */
final class Recorder {

  /**
   * An argument of a primitive.
   *
   * @param id what it is to the primitive
   * @param memory the array
   * @param block its place in the arena; null if it has memory of its own
   */
  record Arg(int id, dnnl_memory memory, @Nullable Block block) {
    static Arg of(int id, Tensor tensor) {
      return new Arg(id, tensor.memory(), tensor.block());
    }

    static Arg of(int id, dnnl_memory memory) {
      return new Arg(id, memory, null);
    }
  }

  private record Step(dnnl_primitive primitive, int count, dnnl_exec_arg_t args) {}

  private final Cpu cpu;
  private final Scope scope;
  private final Layouts layouts;
  private final Primitives primitives;
  private final GradientPrimitives gradientPrimitives;
  private final List<Step> steps = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private @Nullable BytePointer arena;

  /**
   * @param cpu whose number of threads the calling thread is using now
   */
  Recorder(Cpu cpu, Scope scope) {
    this.cpu = cpu;
    this.scope = scope;
    layouts = new Layouts(scope);
    Attributes attributes = new Attributes(scope);
    primitives = new Primitives(cpu.engine(), scope, attributes);
    gradientPrimitives = new GradientPrimitives(cpu.engine(), scope, attributes, primitives);
  }

  Layouts layouts() {
    return layouts;
  }

  Primitives primitives() {
    return primitives;
  }

  GradientPrimitives gradientPrimitives() {
    return gradientPrimitives;
  }

  /** Number of primitives so far, and the time of the next one. */
  int size() {
    return steps.size();
  }

  /** An array at a place of its own. */
  dnnl_memory memory(dnnl_memory_desc layout, @Nullable Pointer place) {
    return memory(cpu.engine(), scope, layout, place);
  }

  /** The same without a recorder. */
  static dnnl_memory memory(
      dnnl_engine engine, Scope scope, dnnl_memory_desc layout, @Nullable Pointer place) {
    dnnl_memory memory = new dnnl_memory();
    Status.check(dnnl.dnnl_memory_create(memory, layout, engine, place), "describe memory");
    scope.own(() -> dnnl.dnnl_memory_destroy(memory));
    return memory;
  }

  /** A new array. */
  Tensor tensor(dnnl_memory_desc layout) {
    Block block = new Block(Layouts.bytes(layout));
    blocks.add(block);
    return view(layout, block);
  }

  /** Another way to see an array's memory. */
  Tensor view(dnnl_memory_desc layout, Block block) {
    Tensor tensor = new Tensor(layout, memory(layout, null), block);
    tensors.add(tensor);
    return tensor;
  }

  /** Appends a primitive. Its scratchpad, if it wants one, is part of the arena. */
  void add(dnnl_primitive_desc description, Arg... args) {
    dnnl_primitive primitive = new dnnl_primitive();
    Status.check(dnnl.dnnl_primitive_create(primitive, description), "make a primitive");
    scope.own(() -> dnnl.dnnl_primitive_destroy(primitive));
    List<Arg> all = new ArrayList<>(List.of(args));
    dnnl_memory_desc scratchpad = layouts.of(description, dnnl.dnnl_query_scratchpad_md, 0);
    if (Layouts.bytes(scratchpad) > 0) {
      all.add(Arg.of(dnnl.DNNL_ARG_SCRATCHPAD, tensor(scratchpad)));
    }
    dnnl_exec_arg_t array = new dnnl_exec_arg_t(all.size());
    scope.own(array::close);
    for (int i = 0; i < all.size(); i++) {
      Arg arg = all.get(i);
      array.position(i).arg(arg.id()).memory(arg.memory());
      if (arg.block() != null) {
        arg.block().use(steps.size());
      }
    }
    steps.add(new Step(primitive, all.size(), array.position(0)));
  }

  /** A tensor's values in the given layout: copied by a primitive, if it has another. */
  Tensor in(Tensor tensor, dnnl_memory_desc layout) {
    if (Layouts.equal(tensor.layout(), layout)) {
      return tensor;
    }
    for (Tensor copy : tensor.copies()) {
      if (Layouts.equal(copy.layout(), layout)) {
        return copy;
      }
    }
    Tensor copy = tensor(layout);
    copy(tensor, copy);
    tensor.copies().add(copy);
    return copy;
  }

  /** Copies values, from one layout and type to another. */
  void copy(Tensor from, Tensor to) {
    add(
        primitives.reorder(from.layout(), to.layout()),
        Arg.of(dnnl.DNNL_ARG_FROM, from),
        Arg.of(dnnl.DNNL_ARG_TO, to));
  }

  /**
   * Copies float32 values into an array that has a place already.
   *
   * @param values in the order of {@code plain}
   * @param layout of {@code to}
   */
  void copy(FloatPointer values, dnnl_memory_desc plain, dnnl_memory to, dnnl_memory_desc layout) {
    add(
        primitives.reorder(plain, layout),
        Arg.of(dnnl.DNNL_ARG_FROM, memory(plain, values)),
        Arg.of(dnnl.DNNL_ARG_TO, to));
  }

  /**
   * Ends the recording.
   *
   * @return the arena's size in bytes
   */
  long allocate() {
    long bytes = Arena.place(blocks);
    BytePointer memory = new BytePointer(bytes + Arena.ALIGNMENT);
    scope.own(memory::close);
    long start = -memory.address() & (Arena.ALIGNMENT - 1);
    for (Tensor tensor : tensors) {
      Status.check(
          dnnl.dnnl_memory_set_data_handle(
              tensor.memory(), memory.getPointer(start + tensor.block().offset())),
          "place an array");
    }
    arena = memory.getPointer(start);
    return bytes;
  }

  /** Where a tensor's values are, once allocated. */
  BytePointer address(Tensor tensor) {
    if (arena == null) {
      throw new IllegalStateException("the arena is not allocated yet");
    }
    return arena.getPointer(tensor.block().offset()).capacity(tensor.block().bytes());
  }

  /** Runs the primitives from number {@code from} to before number {@code to}. */
  void run(int from, int to) {
    // Whoever computed last on this thread may have used another number.
    cpu.threads().use();
    for (int i = from; i < to; i++) {
      Step step = steps.get(i);
      int status = dnnl.dnnl_primitive_execute(step.primitive, cpu.stream(), step.count, step.args);
      if (status != dnnl.dnnl_success) {
        Status.check(status, "run primitive " + i);
      }
    }
  }
}
