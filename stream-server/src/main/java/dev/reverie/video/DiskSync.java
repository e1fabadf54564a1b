package dev.reverie.video;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Has the operating system put a file that somebody else writes onto the disk itself, so that it
 * outlives a power cut. That may take a slow card a good part of a second, hence a thread of its
 * own ({@code reverie-recording-sync}). Thread-safe.
 */
final class DiskSync implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final RandomAccessFile file;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "reverie-recording-sync");
            made.setDaemon(true);
            return made;
          });
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile @Nullable IOException failure;

  /**
   * @param path exists
   */
  DiskSync(Path path) throws VideoException {
    try {
      // Read and write: some systems only sync through a file that was opened for writing.
      file = new RandomAccessFile(path.toFile(), "rw");
    } catch (IOException e) {
      thread.shutdown();
      throw new VideoException(path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Asks for all that was written until now; returns at once. */
  void request() {
    if (asked.compareAndSet(false, true)) {
      thread.execute(this::sync);
    }
  }

  private void sync() {
    asked.set(false);
    try {
      file.getFD().sync();
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Throws if the disk failed. */
  void check() throws VideoException {
    IOException failed = failure;
    if (failed != null) {
      throw new VideoException("the disk failed: " + failed.getMessage(), failed);
    }
  }

  /** Waits, up to five seconds, for what was asked. */
  @Override
  public void close() throws VideoException {
    thread.shutdown();
    boolean done = false;
    try {
      done = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      file.close();
    } catch (IOException e) {
      throw new VideoException("the disk failed: " + e.getMessage(), e);
    }
    if (!done) {
      throw new VideoException("the disk takes more than " + CLOSE_SECONDS + " s to write");
    }
    check();
  }
}
