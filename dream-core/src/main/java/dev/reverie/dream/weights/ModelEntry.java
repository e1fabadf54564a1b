package dev.reverie.dream.weights;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model that Reverie knows.
 *
 * @param name what it is called on the command line and in file names: {@code vgg16}
 * @param title what people call it
 * @param licence the licence of its weights, and whose they are
 * @param embedded whether its weights are part of the program
 * @param download where its weights can be had; null if they come with the program, or only as a
 *     file that the user brings
 */
public record ModelEntry(
    String name, String title, String licence, boolean embedded, @Nullable Download download) {

  /**
   * A file to be had from the network.
   *
   * @param urls where from, best first; all of them the same file
   * @param fileName what it is called in the cache
   * @param bytes its exact size, at least 1
   * @param md5 its checksum, 32 lower-case hexadecimal digits
   */
  public record Download(List<URI> urls, String fileName, long bytes, String md5) {
    /**
     * Checks what a typing slip could spoil.
     *
     * @throws IllegalArgumentException if there is no URL, the name is a path, or size or checksum
     *     are impossible
     */
    public Download {
      urls = List.copyOf(urls);
      if (urls.isEmpty()
          || bytes < 1
          || fileName.contains("/")
          || fileName.contains("\\")
          || !md5.matches("[0-9a-f]{32}")) {
        throw new IllegalArgumentException("impossible download of " + fileName);
      }
    }

    /** Its size for people: {@code 58.9 MB}. */
    public String size() {
      return megabytes(bytes);
    }
  }

  /** A number of bytes for people: {@code 58.9 MB}. */
  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
