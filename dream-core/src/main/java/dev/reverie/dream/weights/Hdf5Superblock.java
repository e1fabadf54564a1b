package dev.reverie.dream.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The first look at an HDF5 file: that it is one, and that all of it is there. Cheap, and gives
 * better messages than the library that reads the rest.
 */
final class Hdf5Superblock {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** As long as the longest kind of it. */
  static final int LENGTH = 96;

  private static final int NEWEST_VERSION = 3;

  private Hdf5Superblock() {}

  /**
   * @throws WeightsException if the file is missing, is no HDF5 file, or is cut short
   */
  static void check(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(
          file
              + (Files.exists(file) ? " is not a file" : " does not exist")
              + "; give the path of a Keras .h5 file");
    }
    ByteBuffer head = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    long size;
    try (FileChannel channel = FileChannel.open(file)) {
      size = channel.size();
      while (head.hasRemaining() && channel.read(head) >= 0) {
        // until the head is full or the file ends
      }
    } catch (IOException e) {
      throw new WeightsException(
          file + " cannot be read (" + e + "); check the disk and the file's permissions", e);
    }
    if (head.position() < SIGNATURE.length
        || ByteBuffer.wrap(head.array(), 0, SIGNATURE.length).mismatch(ByteBuffer.wrap(SIGNATURE))
            >= 0) {
      throw new WeightsException(
          file.getFileName() + " is not an HDF5 file; download the Keras weights again");
    }
    if (head.hasRemaining()) {
      throw cutShort(file, "more", size);
    }
    long end = endOfFile(head, file);
    if (Long.compareUnsigned(end, size) > 0) { // bytes after the end do no harm
      throw cutShort(file, Long.toUnsignedString(end), size);
    }
  }

  private static WeightsException cutShort(Path file, String expected, long found) {
    return new WeightsException(
        file.getFileName()
            + " is cut short: "
            + expected
            + " bytes expected, "
            + found
            + " found; download it again");
  }

  /** The address where the file says it ends. */
  private static long endOfFile(ByteBuffer head, Path file) {
    int version = head.get(8);
    int addressBytes = version < 2 ? head.get(13) : head.get(9);
    if (version < 0 || version > NEWEST_VERSION || addressBytes != Long.BYTES) {
      throw new WeightsException(
          file.getFileName()
              + " is damaged or of an unknown HDF5 version ("
              + version
              + ", addresses of "
              + addressBytes
              + " bytes); download it again");
    }
    return head.getLong(
        switch (version) {
          case 0 -> 40;
          case 1 -> 44;
          default -> 28;
        });
  }
}
