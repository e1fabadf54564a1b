package dev.reverie.video;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Names and creates the files of one recording: {@code reverie-20261123-224253.mp4} after the time
 * at which it began, {@code -2}, {@code -3} and so on for further ones. Never touches a file that
 * is there. One thread at a time.
 */
final class RecordingFiles {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'reverie-'uuuuMMdd-HHmmss", Locale.ROOT);
  private static final int MOST = 10_000;

  private final Path folder;
  private final String stem;
  private int next = 1;

  RecordingFiles(Path folder, ZonedDateTime begun) {
    this.folder = folder;
    stem = NAME.format(begun);
  }

  /** Where they are. */
  Path folder() {
    return folder;
  }

  /**
   * Creates the next file, empty, and the folder if it is not there.
   *
   * @throws VideoException if that cannot be, in words
   */
  Path create() throws VideoException {
    try {
      Files.createDirectories(folder);
      while (next <= MOST) {
        Path file = folder.resolve(stem + (next == 1 ? "" : "-" + next) + ".mp4");
        next++;
        try {
          return Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
          // somebody else's, or an earlier recording of the same second
        }
      }
      throw new VideoException(
          folder + " is full of recordings named " + stem + ": move some away");
    } catch (FileAlreadyExistsException e) {
      throw new VideoException(
          "recordings cannot go into " + folder + ": it is a file, name a folder", e);
    } catch (AccessDeniedException e) {
      throw new VideoException(
          "recordings cannot go into " + folder + ": this user may not write there", e);
    } catch (IOException e) {
      throw new VideoException("recordings cannot go into " + folder + ": " + e.getMessage(), e);
    }
  }
}
