package dev.reverie.dream.engine.winograd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Shares the items of a task among threads: whoever is free takes the next one. On a machine that
 * others use too, this is what holds up: a thread that the system has put aside delays the item it
 * is at, not the half of the work that a fixed split would have given it. Threads that have nothing
 * to do spin for some microseconds, because the next task usually follows at once, and then sleep:
 * spinning longer would take the core from whoever they wait for.
 *
 * <p>One thread at a time calls {@link #run}, and works along.
 */
final class Workers implements AutoCloseable {
  /**
   * Tens of microseconds on today's machines: longer than between two layers, shorter than a slice.
   */
  private static final int SPINS = 1_000;

  /** A piece of work that can be cut into items of any order. */
  interface Task {
    /**
     * Does one item.
     *
     * @param item from 0
     * @param worker who does it, from 0 (the caller) to one less than the number of threads: for
     *     choosing scratch memory
     */
    void run(int item, int worker);
  }

  private final List<Thread> threads = new ArrayList<>();

  /** High half: the number of the task. Low half: how many of its items nobody has taken yet. */
  private final AtomicLong next = new AtomicLong();

  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicInteger sleepers = new AtomicInteger();
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private volatile @Nullable Thread waiting;
  private @Nullable Task task;
  private int items;

  /**
   * @param count threads, the caller among them; at least 1
   */
  Workers(int count) {
    for (int worker = 1; worker < count; worker++) {
      int index = worker;
      Thread thread = new Thread(() -> work(index), "dream-winograd-" + index);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** Threads that do the work, the caller among them. */
  int count() {
    return threads.size() + 1;
  }

  /** Does all items; returns when the last is done. */
  void run(Task newTask, int newItems) {
    if (threads.isEmpty() || newItems == 1) {
      for (int i = 0; i < newItems; i++) {
        newTask.run(i, 0);
      }
      return;
    }
    task = newTask;
    items = newItems;
    pending.set(newItems);
    // Everything above is seen by whoever sees this.
    next.set(((next.get() >>> Integer.SIZE) + 1) << Integer.SIZE | newItems);
    if (sleepers.get() > 0) {
      threads.forEach(LockSupport::unpark);
    }
    takeItems(0);
    awaitOthers();
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a worker failed", thrown);
    }
  }

  private void awaitOthers() {
    for (int spin = 0; pending.get() > 0; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
        continue;
      }
      waiting = Thread.currentThread();
      if (pending.get() > 0) {
        LockSupport.park(this);
      }
      waiting = null;
    }
  }

  private void work(int worker) {
    long seen = 0;
    int spin = 0;
    while (!closed) {
      if (next.get() >>> Integer.SIZE != seen) {
        seen = takeItems(worker);
        spin = 0;
      } else if (spin++ < SPINS) {
        Thread.onSpinWait();
      } else {
        sleepers.incrementAndGet();
        if (next.get() >>> Integer.SIZE == seen && !closed) {
          LockSupport.park(this);
        }
        sleepers.decrementAndGet();
        spin = 0;
      }
    }
  }

  /** Returns the number of the task whose items ran out. */
  private long takeItems(int worker) {
    while (true) {
      long ticket = next.get();
      int left = (int) ticket;
      if (left == 0) {
        return ticket >>> Integer.SIZE;
      }
      Task current = task;
      int item = items - left;
      // Succeeds only if the item is still free, and then the task cannot have been replaced since
      // the ticket was read: it is not over before all its items are.
      if (!next.compareAndSet(ticket, ticket - 1) || current == null) {
        continue;
      }
      try {
        current.run(item, worker);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      if (pending.decrementAndGet() == 0) {
        Thread sleeper = waiting;
        if (sleeper != null) {
          LockSupport.unpark(sleeper);
        }
      }
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
  }
}
