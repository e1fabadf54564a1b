package dev.reverie.server;

import dev.reverie.config.Clock;
import dev.reverie.config.RateMeter;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One watcher of the stream: a slot that holds the newest part only, so that a slow connection
 * skips pictures instead of falling behind. The publisher offers, one thread of the viewer's own
 * takes. Closing gives its place free.
 */
final class Viewer implements AutoCloseable {
  private static final long JITTER_NANOS = 8_000_000L;

  private final MjpegHub hub;
  private final Clock clock;
  private final Runnable cut;
  private final long id;
  private final StreamRequest request;
  private final long interval;
  private final long joined;
  private final RateMeter rate;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable StreamPart slot;
  private @Nullable StreamPart lastSent;
  private boolean closed;
  private boolean writing;
  private long writingSince;
  private long due;
  private long sent;
  private long skipped;
  private long bytes;

  /**
   * @param cut ends the connection from outside, for when its own thread hangs in a write
   */
  Viewer(MjpegHub hub, Clock clock, long id, StreamRequest request, Runnable cut) {
    this.hub = hub;
    this.clock = clock;
    this.id = id;
    this.cut = cut;
    this.request = request;
    this.interval = request.fps() == 0 ? 0 : Math.round(1e9 / request.fps());
    this.joined = clock.nanoTime();
    this.due = joined;
    this.rate = new RateMeter(clock);
  }

  /** What it asked for; the width and quality may be those of the nearest variant in use. */
  StreamRequest request() {
    return request;
  }

  /** Whether its frame limit lets a picture through at {@code now}. */
  boolean isDue(long now) {
    lock.lock();
    try {
      return !closed && now - due + Math.min(interval / 4, JITTER_NANOS) >= 0;
    } finally {
      lock.unlock();
    }
  }

  /** Puts {@code part} into the slot, over whatever is still there. */
  void offer(StreamPart part, long now) {
    lock.lock();
    try {
      if (slot != null) {
        skipped++;
      }
      slot = part;
      // Steps along a fixed grid, so that 20 of 30 pictures a second come out as 20 and not as 15;
      // after a pause the grid starts anew.
      due += interval;
      if (due <= now) {
        due = now + interval;
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the newest part, waiting for one.
   *
   * @param timeoutNanos how long
   * @return null if none came in time, or at once when closed
   */
  @Nullable StreamPart take(long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (slot == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      StreamPart part = closed ? null : slot;
      slot = null;
      return part;
    } finally {
      lock.unlock();
    }
  }

  /** The picture that went out last, or null before the first. */
  @Nullable StreamPart lastSent() {
    lock.lock();
    try {
      return lastSent;
    } finally {
      lock.unlock();
    }
  }

  /** A part is on its way out; {@link #sent} follows. */
  void sending() {
    lock.lock();
    try {
      writing = true;
      writingSince = clock.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Whether one part has been on its way out for longer than {@code patienceNanos}. */
  boolean isStuck(long now, long patienceNanos) {
    lock.lock();
    try {
      return writing && now - writingSince > patienceNanos;
    } finally {
      lock.unlock();
    }
  }

  /** Records that {@code part} went out. */
  void sent(StreamPart part) {
    lock.lock();
    try {
      writing = false;
      lastSent = part;
      sent++;
      bytes += part.bytes().length;
    } finally {
      lock.unlock();
    }
    rate.mark();
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  HubStats.ViewerStats stats() {
    lock.lock();
    try {
      StreamPart shown = lastSent;
      return new HubStats.ViewerStats(
          id,
          shown == null ? 0 : shown.width(),
          shown == null ? 0 : shown.height(),
          shown == null ? 0 : shown.quality(),
          rate.perSecond(),
          sent,
          skipped,
          bytes,
          (clock.nanoTime() - joined) / 1e9);
    } finally {
      lock.unlock();
    }
  }

  /** Leaves the hub and ends the connection, whatever its own thread is doing. */
  void cut() {
    close();
    cut.run();
  }

  /** Leaves the hub and wakes whoever waits in {@link #take}. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      slot = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    hub.leave(this);
  }
}
