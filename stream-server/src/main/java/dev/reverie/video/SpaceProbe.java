package dev.reverie.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says how much room a disk has left. */
@FunctionalInterface
interface SpaceProbe {

  /** Bytes that this user may still write where {@code folder} is. */
  long usable(Path folder) throws IOException;

  /** Asks the operating system. */
  static SpaceProbe system() {
    return folder -> Files.getFileStore(folder).getUsableSpace();
  }
}
