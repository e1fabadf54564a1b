package dev.reverie.dream.weights;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of named float32 tensors and the notes that came with them. Safe to share
 * between threads.
 */
public final class Weights {
  private final String source;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata;

  /**
   * @param source where they come from, for messages: a file name
   * @param tensors in order; names must differ
   * @param metadata free-form notes from the file ({@code network}, {@code mean_bgr}, {@code
   *     licence} ...)
   * @throws WeightsException if two tensors share a name
   */
  public Weights(String source, Collection<Tensor> tensors, Map<String, String> metadata) {
    this.source = source;
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    for (Tensor tensor : tensors) {
      if (this.tensors.put(tensor.name(), tensor) != null) {
        throw new WeightsException(
            source + " holds two tensors called '" + tensor.name() + "'; use another file");
      }
    }
  }

  /** Where they come from, for messages: a file name. */
  public String source() {
    return source;
  }

  /**
   * The tensor of that name.
   *
   * @throws WeightsException that names the file, the tensor and the nearest name, if it is missing
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new WeightsException(missing(name));
    }
    return tensor;
  }

  /** Whether a tensor of that name is here: files may hold only a network's first blocks. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** All names, in the file's order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** The notes that came with the file; empty if it has none. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The same numbers under other names; the data is shared, not copied. */
  Weights renamed(UnaryOperator<String> rename) {
    return new Weights(
        source,
        tensors.values().stream()
            .map(t -> new Tensor(rename.apply(t.name()), t.shape(), t.data()))
            .toList(),
        metadata);
  }

  @Override
  public String toString() {
    return source + " (" + tensors.size() + " tensors)";
  }

  private String missing(String name) {
    String nearest = nearest(name);
    return source
        + " has no tensor '"
        + name
        + "'"
        + (nearest == null
            ? " (it is empty)"
            : " (the nearest of its " + tensors.size() + " is '" + nearest + "')")
        + "; use weights of the same network that reach as far as this layer";
  }

  private @Nullable String nearest(String name) {
    return tensors.keySet().stream()
        .max(Comparator.comparingInt(known -> alike(name, known)))
        .orElse(null);
  }

  /** Characters shared from the front and from the back. */
  private static int alike(String a, String b) {
    int most = Math.min(a.length(), b.length());
    int front = 0;
    while (front < most && a.charAt(front) == b.charAt(front)) {
      front++;
    }
    int back = 0;
    while (back < most - front
        && a.charAt(a.length() - 1 - back) == b.charAt(b.length() - 1 - back)) {
      back++;
    }
    return front + back;
  }
}
