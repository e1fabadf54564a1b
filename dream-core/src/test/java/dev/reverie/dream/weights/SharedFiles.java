package dev.reverie.dream.weights;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project's shared folder of models and reference cases, which only some machines have. */
final class SharedFiles {
  private SharedFiles() {}

  /** A file in it; skips the calling test where the folder is missing, and fails it in CI. */
  static Path shared(String path) {
    String folder = System.getProperty("reverie.shared", "");
    Path file = Path.of(folder, path);
    if (!Files.exists(file)) {
      String reason = "needs " + path + " in the shared folder, which is not at '" + folder + "'";
      if ("true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      assumeTrue(false, reason);
    }
    return file;
  }
}
