package dev.reverie.dream.weights;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reader of the HDF5 files that Keras keeps a network's weights in, through DeepLearning4J's Keras
 * import.
 *
 * <p>The import rests on the HDF5 C library, which damaged files can crash, and whose objects
 * DeepLearning4J leaves to a garbage collector's thread although the library is not made for
 * threads. A crash there would end the live picture; so the file is read in a process of its own,
 * {@link KerasHdf5Process}, which hands the numbers over as safetensors.
 */
public final class KerasHdf5 {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String MEMORY = "-Xmx1g";

  private KerasHdf5() {}

  /**
   * The convolutions of a Keras weights file: per layer {@code LAYER.weight} (turned from Keras'
   * HWIO to OIHW) and {@code LAYER.bias}. Layers without a convolution are left out. Takes a few
   * seconds; the calling thread waits.
   *
   * @throws WeightsException if the file is missing, damaged, or not such a file
   */
  public static Weights read(Path file) {
    Hdf5Superblock.check(file);
    return read(String.valueOf(file.getFileName()), command(file), LIMIT);
  }

  /** What the process gives, or why it gave nothing within the limit. */
  static Weights read(String name, List<String> command, Duration limit) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new WeightsException(
          name
              + " cannot be read: no second Java process could be started ("
              + e.getMessage()
              + "); use a .safetensors file instead",
          e);
    }
    var watchdog =
        process
            .onExit()
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (exited, late) -> {
                  if (late != null) { // not after a normal end: that would close a pipe still full
                    process.destroyForcibly();
                  }
                });
    try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
      return switch (in.read()) {
        case KerasHdf5Process.WEIGHTS -> Safetensors.read(in, name);
        case KerasHdf5Process.REFUSAL ->
            throw new WeightsException(
                name + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
        default ->
            throw new WeightsException(
                name
                    + " is damaged: the HDF5 library broke down on it; download it again or use a"
                    + " .safetensors file");
      };
    } catch (IOException e) {
      throw new WeightsException(
          name
              + " is damaged: reading it was broken off after "
              + limit.toSeconds()
              + " s; download it again or use a .safetensors file",
          e);
    } finally {
      process.destroyForcibly();
      watchdog.cancel(false);
    }
  }

  private static List<String> command(Path file) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(MEMORY);
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+SuppressFatalErrorMessage"); // no crash report in the user's folder
    command.add("-Djava.awt.headless=true");
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith("org.bytedeco.")) { // which native build to load
                command.add("-D" + key + "=" + value);
              }
            });
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(KerasHdf5Process.class.getName());
    command.add(file.toAbsolutePath().toString());
    return command;
  }
}
