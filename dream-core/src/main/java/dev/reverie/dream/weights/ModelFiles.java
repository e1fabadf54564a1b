package dev.reverie.dream.weights;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import dev.reverie.config.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the weights of a model on this machine: first in the folder that the user named, then in
 * the cache that downloads go to. In a folder, {@code NAME.safetensors} comes first, then {@code
 * NAME-*.safetensors} (which may hold only the first blocks), then any {@code .h5} whose name
 * contains NAME; of several, the largest. Thread-safe: it looks afresh every time.
 */
public final class ModelFiles {
  private static final String SAFETENSORS = ".safetensors";
  private static final String HDF5 = ".h5";

  /** VGG16's layers as the Caffe original calls them. */
  private static final Pattern CAFFE_VGG = Pattern.compile("conv(\\d)_(\\d)\\.(weight|bias)");

  private final ModelCatalogue catalogue;
  private final @Nullable Path modelsDir;
  private final Path cache;

  /**
   * Looks in these folders.
   *
   * @param modelsDir the folder searched first; null for none
   * @param cache the folder that downloads go to; need not exist
   */
  public ModelFiles(ModelCatalogue catalogue, @Nullable Path modelsDir, Path cache) {
    this.catalogue = catalogue;
    this.modelsDir = modelsDir;
    this.cache = cache;
  }

  /**
   * Looks where the settings say.
   *
   * @param environment variables, as from {@link System#getenv()}
   * @throws InvalidValueException if {@code models-dir} is no readable folder or {@code
   *     models-cache} no path
   */
  public static ModelFiles of(
      ModelCatalogue catalogue, Settings settings, Map<String, String> environment) {
    Path modelsDir = null;
    if (!settings.modelsDir().isEmpty()) {
      modelsDir = path("models-dir", settings.modelsDir());
      if (!Files.isDirectory(modelsDir) || !Files.isReadable(modelsDir)) {
        throw new InvalidValueException(
            "models-dir", settings.modelsDir(), "a folder that exists and can be read", "");
      }
    }
    Path cache =
        settings.modelsCache().isEmpty()
            ? UserFolders.of(environment).cache().resolve("models")
            : path("models-cache", settings.modelsCache());
    return new ModelFiles(catalogue, modelsDir, cache);
  }

  /** The folder that downloads go to; may not exist yet. */
  public Path cache() {
    return cache;
  }

  /** The models that these files are for. */
  public ModelCatalogue catalogue() {
    return catalogue;
  }

  /**
   * The file with a model's weights, or null if there is none on this machine.
   *
   * @throws InvalidValueException if there is no model of that name
   * @throws WeightsException if a folder cannot be read
   */
  public @Nullable Path find(String model) {
    ModelEntry entry = catalogue.entry(model);
    Path file = modelsDir == null ? null : findIn(modelsDir, entry);
    return file != null ? file : findIn(cache, entry);
  }

  /** Whether a model can be dreamed with at once: it is built in, or its file is here. */
  public boolean isAvailable(String model) {
    return catalogue.entry(model).embedded() || find(model) != null;
  }

  /**
   * Reads a model's weights, under the layer names of Reverie's networks. Takes seconds for {@code
   * .h5}; do it on a thread that may wait.
   *
   * @throws InvalidValueException if there is no model of that name
   * @throws WeightsException if there is no file, or it is damaged or another model's
   */
  public Weights load(String model) {
    Path file = find(model);
    if (file == null) {
      throw new WeightsException(missing(catalogue.entry(model)));
    }
    Weights weights = isHdf5(file) ? KerasHdf5.read(file) : Safetensors.read(file);
    String network = weights.metadata().getOrDefault("network", model);
    if (!network.equals(model) && !network.startsWith(model + "-")) {
      throw new WeightsException(
          file + " holds the weights of " + network + ", not of " + model + "; rename it");
    }
    return model.equals("vgg16")
        ? weights.renamed(name -> CAFFE_VGG.matcher(name).replaceFirst("block$1_conv$2.$3"))
        : weights;
  }

  /** What to do about a model whose file isn't here, as a sentence. */
  private String missing(ModelEntry entry) {
    if (entry.embedded()) {
      return entry.name() + " is built in: there is no file of it to read";
    }
    ModelEntry.Download download = entry.download();
    String where = (modelsDir == null ? "" : modelsDir + " or ") + cache;
    return "no weights of "
        + entry.name()
        + " on this machine; "
        + (download == null
            ? "put " + entry.name() + SAFETENSORS + " into " + where
            : "download them ("
                + download.size()
                + "), or put "
                + download.fileName()
                + " into "
                + where);
  }

  private static @Nullable Path findIn(Path folder, ModelEntry entry) {
    String name = entry.name().toLowerCase(Locale.ROOT);
    ModelEntry.Download download = entry.download();
    List<Path> files = files(folder);
    List<Predicate<String>> preferences =
        List.of(
            file -> file.equals(name + SAFETENSORS),
            file -> file.startsWith(name + "-") && file.endsWith(SAFETENSORS),
            file -> download != null && file.equals(download.fileName().toLowerCase(Locale.ROOT)),
            file -> file.contains(name) && file.endsWith(HDF5));
    for (Predicate<String> preference : preferences) {
      Path found =
          files.stream()
              .filter(file -> preference.test(lowerName(file)))
              .max(
                  Comparator.comparingLong(ModelFiles::size)
                      .thenComparing(Comparator.reverseOrder()))
              .orElse(null);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new WeightsException(
          folder + " cannot be read (" + e + "); check the folder's permissions", e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1; // gone since it was listed: the least likely choice
    }
  }

  private static boolean isHdf5(Path file) {
    return lowerName(file).endsWith(HDF5);
  }

  private static String lowerName(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  private static Path path(String field, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InvalidValueException(field, text, "a folder", e.getReason());
    }
  }
}
