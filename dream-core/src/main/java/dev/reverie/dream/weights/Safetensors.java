package dev.reverie.dream.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reader of safetensors files: an 8-byte little-endian header length, a JSON header, then the
 * numbers back to back. Everything the header claims is checked before a number is read, so that no
 * file can do worse than be refused.
 *
 * <p>{@link #read} gives the floating-point tensors as {@link Weights} of their own, independent of
 * the file. {@link #open} gives everything in the file, whatever its kind.
 */
public final class Safetensors {
  /** Far more than any network here; what a Java array can hold. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final String source;
  private final SafetensorsHeader header;
  private final ByteBuffer data;

  private Safetensors(String source, ByteBuffer file) {
    this.source = source;
    this.header = SafetensorsHeader.parse(file, source);
    this.data =
        file.slice(header.dataStart(), file.limit() - header.dataStart())
            .asReadOnlyBuffer()
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The floating-point tensors of a file as float32; F16 and BF16 are widened exactly, F64 is
   * rounded. Tensors of other kinds are left out: {@link #open} reads those. The numbers are
   * copied: what happens to the file afterwards doesn't matter.
   *
   * @throws WeightsException if the file is missing or damaged, or a number isn't finite
   */
  public static Weights read(Path file) {
    return open(file).weights();
  }

  /**
   * Like {@link #read(Path)}, from a stream that is read to its end and left open.
   *
   * @param name what to call it in messages
   */
  public static Weights read(InputStream in, String name) {
    try {
      return read(ByteBuffer.wrap(in.readAllBytes()), name);
    } catch (IOException e) {
      throw new WeightsException(name + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Like {@link #read(Path)}, from the bytes between position and limit, which are not modified;
   * neither is the position.
   *
   * @param name what to call it in messages
   */
  public static Weights read(ByteBuffer bytes, String name) {
    return open(bytes, name).weights();
  }

  /**
   * Everything that is in a file, whatever its kind; the file itself is read now and not needed
   * afterwards.
   *
   * @throws WeightsException if it is missing or damaged
   */
  public static Safetensors open(Path file) {
    String name = String.valueOf(file.getFileName());
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(
          file
              + (Files.exists(file) ? " is not a file" : " does not exist")
              + "; give the path of a .safetensors file");
    }
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new WeightsException(
            name + " has " + size + " bytes; use a file of at most " + LARGEST);
      }
      // Not mapped into memory: a mapped file that somebody shortens kills the program.
      return new Safetensors(name, ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new WeightsException(
          file + " cannot be read (" + e + "); check the disk and the file's permissions", e);
    }
  }

  /**
   * A view of the tensors in the bytes between position and limit.
   *
   * @param name what to call it in messages
   */
  public static Safetensors open(ByteBuffer bytes, String name) {
    return new Safetensors(name, bytes.slice());
  }

  /** The names of all tensors, whatever their kind, in the order of their data. */
  public Set<String> names() {
    return header.entries().keySet();
  }

  /** Whether a tensor of that name is here. */
  public boolean has(String name) {
    return header.entries().containsKey(name);
  }

  /** The notes in the header; empty if there are none. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The kind of a tensor's numbers. */
  public DType dtype(String name) {
    return entry(name).dtype();
  }

  /** A tensor's dimensions. */
  public List<Integer> shape(String name) {
    return entry(name).shape();
  }

  /** A tensor's bytes as they stand in the file: read-only, little-endian, a view. */
  public ByteBuffer bytes(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    return data.slice(entry.begin(), entry.end() - entry.begin()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of a tensor's numbers of any kind, widened (64-bit whole numbers: to 53 bits). */
  public double[] doubles(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    ByteBuffer bytes = bytes(name);
    double[] values = new double[entry.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = entry.dtype().get(bytes, i);
    }
    return values;
  }

  /**
   * A tensor's numbers of any kind as float32, copied.
   *
   * @throws WeightsException if there is none of that name or a number is not finite as float32
   */
  public Tensor tensor(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    ByteBuffer bytes = bytes(name);
    FloatBuffer values = Tensor.allocate(entry.size());
    if (entry.dtype() == DType.F32) {
      values.put(0, bytes.asFloatBuffer(), 0, entry.size());
    } else {
      for (int i = 0; i < entry.size(); i++) {
        values.put(i, (float) entry.dtype().get(bytes, i));
      }
    }
    return new Tensor(name, entry.shape(), values).requireFinite(source);
  }

  private Weights weights() {
    List<Tensor> tensors = new ArrayList<>();
    for (SafetensorsHeader.Entry entry : header.entries().values()) {
      if (entry.dtype().isFloat()) {
        tensors.add(tensor(entry.name()));
      }
    }
    return new Weights(source, tensors, metadata());
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new WeightsException(
          source + " has no tensor '" + name + "'; it has " + String.join(", ", names()));
    }
    return entry;
  }
}
