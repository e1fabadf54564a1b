package dev.reverie.config;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real weights, references and clips, which stand beside the project and never in it. */
public final class SharedFiles {
  private SharedFiles() {}

  /**
   * A file or folder there. Without it the test is skipped with the reason, except in CI, where it
   * fails.
   *
   * @param name relative path: {@code media/astronaut.png}
   */
  public static Path path(String name) {
    Path file =
        Path.of(System.getProperty("reverie.shared", "../../shared")).resolve(name).normalize();
    if (!Files.exists(file)) {
      String message =
          "this test needs ../shared/"
              + name
              + " beside the project (or -Dreverie.shared=FOLDER); it is not there";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      abort(message);
    }
    return file;
  }
}
