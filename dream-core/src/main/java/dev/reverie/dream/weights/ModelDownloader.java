package dev.reverie.dream.weights;

import dev.reverie.config.Clock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the weights of catalogued models into the cache. It works on the thread that calls it and
 * is cancelled by interrupting that thread; what has arrived by then stays in a {@code .part} file,
 * and the next call goes on from there, as it does after a broken connection. A file gets its final
 * name only when its size and checksum are right. Several threads and processes may fetch at once:
 * one does, the others wait for it. Thread-safe.
 */
public final class ModelDownloader {
  /** Told how far a download is; called often, on the downloading thread, so it must be quick. */
  @FunctionalInterface
  public interface Progress {
    /**
     * So much is here.
     *
     * @param done bytes that have arrived, those of earlier attempts included; falls back when a
     *     download has to start over
     * @param total bytes of the whole file
     */
    void at(long done, long total);
  }

  private static final HttpAttempt.Patience PATIENCE =
      new HttpAttempt.Patience(
          Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30));
  private static final long LOCK_POLL = TimeUnit.MILLISECONDS.toNanos(250);

  private final Path cache;
  private final Clock clock;
  private final HttpAttempt.Patience patience;
  private final ToLongFunction<Path> usableSpace;

  /**
   * Nothing happens until {@link #fetch}.
   *
   * @param cache the folder to fetch into; made when needed
   * @param clock for the pauses between attempts
   */
  public ModelDownloader(Path cache, Clock clock) {
    this(cache, clock, PATIENCE, ModelDownloader::usableSpace);
  }

  ModelDownloader(
      Path cache, Clock clock, HttpAttempt.Patience patience, ToLongFunction<Path> usableSpace) {
    this.cache = cache.toAbsolutePath();
    this.clock = clock;
    this.patience = patience;
    this.usableSpace = usableSpace;
  }

  /**
   * Brings a model's file into the cache; returns at once if it is there and sound.
   *
   * @return the file
   * @throws WeightsException with a plain sentence that says why it failed and what to do
   * @throws InterruptedException if the thread is interrupted before the file is complete
   */
  public Path fetch(ModelEntry model, Progress progress) throws InterruptedException {
    ModelEntry.Download download = model.download();
    if (download == null) {
      throw new WeightsException(
          model.embedded()
              ? model.name() + " is built in: there is nothing to download"
              : model.name()
                  + " cannot be downloaded; put "
                  + model.name()
                  + ".safetensors into "
                  + cache);
    }
    Path target = cache.resolve(download.fileName());
    try {
      Files.createDirectories(cache);
    } catch (IOException e) {
      throw new WeightsException(
          "the folder " + cache + " cannot be made (" + e + "); set models-cache to another one",
          e);
    }
    try (FileChannel lockFile = openLock(target)) {
      FileLock lock = lock(lockFile, target, download.bytes(), progress);
      try {
        if (!isSound(target, download)) {
          fetch(model.name(), download, target, progress);
        }
        return target;
      } finally {
        lock.release();
      }
    } catch (IOException e) {
      throw new WeightsException(
          target + ".lock cannot be used (" + e + "); set models-cache to a folder on a local disk",
          e);
    }
  }

  private void fetch(String model, ModelEntry.Download download, Path target, Progress progress)
      throws InterruptedException {
    try (PartFile part = PartFile.open(target)) {
      long missing = download.bytes() - part.size();
      long free = usableSpace.applyAsLong(cache);
      if (free < missing) {
        throw new WeightsException(
            "the disk is full: "
                + download.fileName()
                + " needs "
                + ModelEntry.megabytes(missing)
                + " in "
                + cache
                + ", "
                + ModelEntry.megabytes(free)
                + " are free; free some space or set models-cache to a folder on another disk");
      }
      progress.at(Math.min(part.size(), download.bytes()), download.bytes());
      new DownloadRounds(model, download, clock, patience, progress).run(part, target);
      part.commit();
    }
  }

  private static FileChannel openLock(Path target) throws IOException {
    return FileChannel.open(
        target.resolveSibling(target.getFileName() + ".lock"),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }

  /** Waits until nobody else fetches this file, and shows meanwhile how far they are. */
  private FileLock lock(FileChannel file, Path target, long total, Progress progress)
      throws IOException, InterruptedException {
    while (true) {
      FileLock lock = tryLock(file);
      if (lock != null) {
        return lock;
      }
      progress.at(Math.min(total, sizeOrZero(PartFile.path(target))), total);
      clock.sleep(LOCK_POLL);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }

  private static boolean isSound(Path target, ModelEntry.Download download) {
    try {
      return Files.isRegularFile(target)
          && Files.size(target) == download.bytes()
          && PartFile.checksum(target).equals(download.md5());
    } catch (IOException e) {
      return false; // what cannot be read is fetched again
    }
  }

  private static long sizeOrZero(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // not begun, or just finished
    }
  }

  private static long usableSpace(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE; // unknown: the writing will show
    }
  }
}
