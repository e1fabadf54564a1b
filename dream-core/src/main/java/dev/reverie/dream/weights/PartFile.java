package dev.reverie.dream.weights;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file on its way: what has arrived so far stands in {@code TARGET.part}, with a running
 * checksum, until all of it may take the final name at one stroke. One owner, who closes it; what
 * has arrived then stays for the next time. Errors of the disk come out as {@link
 * WeightsException}.
 */
final class PartFile implements Closeable {
  private static final int CHUNK = 1 << 16;

  /** How Linux, macOS and Windows say it. */
  private static final Pattern FULL =
      Pattern.compile("no space left|quota exceeded|not enough space");

  private final Path target;
  private final Path path;
  private final RandomAccessFile file;
  private final byte[] chunk = new byte[CHUNK];
  private MessageDigest digest = md5();
  private long size;

  private PartFile(Path target) throws IOException {
    this.target = target;
    this.path = path(target);
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  /** Opens what an earlier attempt left, or starts with nothing. */
  static PartFile open(Path target) {
    try {
      PartFile part = new PartFile(target);
      try {
        part.resume();
        return part;
      } catch (IOException e) {
        part.file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new WeightsException(
          target
              + ".part cannot be written ("
              + e.getMessage()
              + "); make its folder writable or set models-cache to another one",
          e);
    }
  }

  /** Where a file is while it isn't whole. */
  static Path path(Path target) {
    return target.resolveSibling(target.getFileName() + ".part");
  }

  /** How many bytes have arrived, this time and before. */
  long size() {
    return size;
  }

  /** The checksum of all that has arrived, as lower-case hexadecimal digits. */
  String checksum() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's MD5 can be cloned", e);
    }
  }

  /** Adds bytes to the end; takes all that remain in {@code bytes}. */
  void append(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        int length = Math.min(chunk.length, bytes.remaining());
        bytes.get(chunk, 0, length);
        file.write(chunk, 0, length);
        digest.update(chunk, 0, length);
        size += length;
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Forgets what has arrived. */
  void restart() {
    try {
      if (file.length() > 0) {
        file.setLength(0);
      }
      file.seek(0);
    } catch (IOException e) {
      throw unwritable(e);
    }
    digest = md5();
    size = 0;
  }

  /** Puts the file under its final name, whole and on the disk; nothing else may follow. */
  void commit() {
    try {
      file.getFD().sync();
      file.close();
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
      if (size == 0) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** The checksum of a whole file, as lower-case hexadecimal digits. */
  static String checksum(Path file) throws IOException {
    MessageDigest digest = md5();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        digest.update(chunk, 0, length);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private WeightsException unwritable(IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (FULL.matcher(reason).find()) {
      discard(e); // gives back the space: others need the disk too
      return new WeightsException(
          "the disk is full: "
              + target.getFileName()
              + " does not fit into "
              + target.getParent()
              + "; free some space or set models-cache to a folder on another disk",
          e);
    }
    return new WeightsException(
        path
            + " cannot be written ("
            + e.getMessage()
            + "); check the disk or set models-cache to another folder",
        e);
  }

  private void resume() throws IOException {
    long length = file.length();
    while (size < length) {
      int read = file.read(chunk, 0, (int) Math.min(chunk.length, length - size));
      if (read < 0) {
        throw new EOFException(path + " became shorter");
      }
      digest.update(chunk, 0, read);
      size += read;
    }
  }

  private void discard(IOException reason) {
    try {
      file.close();
      Files.deleteIfExists(path);
      size = 0;
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
