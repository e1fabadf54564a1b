package dev.reverie.dream.weights;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The process that reads Keras' HDF5 for {@link KerasHdf5}: whatever happens to it, the program
 * that started it lives on. Writes one byte to its standard output, then either the weights as
 * safetensors or the reason why there are none; a crash shows as neither.
 */
public final class KerasHdf5Process {
  /** First byte out: safetensors follow. */
  static final int WEIGHTS = 'w';

  /** First byte out: the rest of the sentence that began with the file's name follows. */
  static final int REFUSAL = 'r';

  /** As in {@code block1_conv1_W_1:0} of older and {@code kernel:0} of newer Keras. */
  private static final Pattern ROLE =
      Pattern.compile("(?:.*_)?(W|kernel|b|bias)(?:_\\d+)?(?::\\d+)?");

  private static final int DEEPEST = 4;

  private final Hdf5Archive archive;
  private final Map<String, Tensor> kernels = new LinkedHashMap<>();
  private final Map<String, Tensor> biases = new LinkedHashMap<>();

  private KerasHdf5Process(Hdf5Archive archive) {
    this.archive = archive;
  }

  /**
   * Reads one file and ends.
   *
   * @param args the path of the file
   */
  public static void main(String[] args) throws IOException {
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    System.setOut(System.err); // loggers write to System.out, which is the weights' way
    endWithParent();
    Weights weights;
    try {
      weights = read(Path.of(args[0]));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      out.write(REFUSAL);
      out.write(refusal(e).getBytes(StandardCharsets.UTF_8));
      out.flush();
      Runtime.getRuntime().halt(1);
      return;
    }
    out.write(WEIGHTS);
    SafetensorsWriter.write(weights, out);
    // No orderly exit: the library's own would race with the collector's thread.
    Runtime.getRuntime().halt(0);
  }

  private static Weights read(Path file) throws Exception {
    try (Hdf5Archive archive = new Hdf5Archive(file.toString())) {
      return new KerasHdf5Process(archive).weights(String.valueOf(file.getFileName()));
    }
  }

  private Weights weights(String source) throws Exception {
    if (!archive.hasAttribute("layer_names")) {
      throw new WeightsException(
          "is HDF5, but not in the layout of Keras' weights (no layer_names); use the weights file"
              + " of a Keras application, or safetensors");
    }
    for (String layer : archive.getGroups()) {
      collect(layer, List.of(layer));
    }
    List<Tensor> tensors = new ArrayList<>();
    kernels.forEach(
        (layer, kernel) -> {
          tensors.add(kernel);
          Tensor bias = biases.get(layer);
          if (bias != null) {
            tensors.add(bias);
          }
        });
    if (tensors.isEmpty()) {
      throw new WeightsException("holds no convolutions; use the weights of a convolutional net");
    }
    return new Weights(source, tensors, Map.of());
  }

  private void collect(String layer, List<String> path) throws Exception {
    String[] groups = path.toArray(String[]::new);
    for (String dataSet : archive.getDataSets(groups)) {
      Matcher role = ROLE.matcher(dataSet);
      if (!role.matches()) {
        throw new WeightsException(
            "holds '"
                + dataSet
                + "', which is neither a kernel nor a bias; use a network of plain convolutions");
      }
      boolean kernel = role.group(1).equals("W") || role.group(1).equals("kernel");
      try (INDArray array = archive.readDataSet(dataSet, groups)) {
        if (kernel && array.rank() == 4) {
          INDArray oihw = array.permute(3, 2, 0, 1);
          kernels.put(layer, tensor(layer + ".weight", oihw));
        } else if (!kernel && array.rank() == 1) {
          biases.put(layer, tensor(layer + ".bias", array));
        }
      }
    }
    if (path.size() < DEEPEST) {
      for (String group : archive.getGroups(groups)) {
        List<String> deeper = new ArrayList<>(path);
        deeper.add(group);
        collect(layer, deeper);
      }
    }
  }

  private static Tensor tensor(String name, INDArray array) {
    List<Integer> shape = new ArrayList<>();
    for (long dim : array.shape()) {
      shape.add(Math.toIntExact(dim));
    }
    return Tensor.of(name, shape, array.dup('c').data().asFloat());
  }

  private static String refusal(Throwable e) {
    if (e instanceof WeightsException) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof LinkageError) {
      return "cannot be read: HDF5 does not run on this machine (" + e + "); use safetensors";
    }
    if (e instanceof OutOfMemoryError) {
      return "is damaged or too large to read; use the file without the classifier (no-top)";
    }
    return "is damaged or not a Keras weights file (" + e + "); download it again";
  }

  /** Ends this process when the one that started it is gone and its end of our input closes. */
  private static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // a broken pipe says the same as a closed one
              }
              Runtime.getRuntime().halt(2);
            },
            "hdf5-parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
