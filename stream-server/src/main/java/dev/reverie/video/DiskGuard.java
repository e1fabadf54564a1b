package dev.reverie.video;

import dev.reverie.config.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Keeps a part of a disk free. One thread at a time. */
final class DiskGuard {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path folder;
  private final long reserveBytes;
  private final SpaceProbe space;
  private final Clock clock;
  private long looked;

  DiskGuard(Path folder, long reserveBytes, SpaceProbe space, Clock clock) {
    this.folder = folder;
    this.reserveBytes = reserveBytes;
    this.space = space;
    this.clock = clock;
    looked = clock.nanoTime();
  }

  /** As {@link #look}, once a second; in between all is well. */
  String glance() throws VideoException {
    return clock.nanoTime() - looked >= PERIOD_NANOS ? look() : "";
  }

  /** What is wrong with the disk's room, in words; empty if there is enough. */
  String look() throws VideoException {
    looked = clock.nanoTime();
    long left;
    try {
      left = space.usable(folder);
    } catch (IOException e) {
      throw new VideoException(
          "how much room " + folder + " has cannot be told: " + e.getMessage(), e);
    }
    if (left >= reserveBytes) {
      return "";
    }
    return "the disk of "
        + folder
        + " has only "
        + megabytes(left)
        + " left, and "
        + megabytes(reserveBytes)
        + " are to stay free: make room, or record elsewhere";
  }

  /** A size for people. */
  static String megabytes(long bytes) {
    return bytes / 1_000_000 + " MB";
  }
}
