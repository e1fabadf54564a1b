package dev.reverie.dream.live;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Prepares plans that do nothing when the test lets it, and keeps a diary. Thread-safe. */
final class Workshop implements DreamEngine {
  private final List<String> diary = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> preparers = ConcurrentHashMap.newKeySet();
  private final Set<Program> programs =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private final AtomicInteger preparing = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger freed = new AtomicInteger();
  private final Semaphore permits = new Semaphore(0);
  private volatile boolean holds;
  private volatile int failing;
  private volatile @Nullable Throwable trouble;

  /** From now on every preparation waits for a {@link #release}, whatever interrupts it. */
  void hold() {
    holds = true;
  }

  /** Lets one preparation go on. */
  void release() {
    permits.release();
  }

  /** Lets all go on. */
  void open() {
    holds = false;
    permits.release(100);
  }

  /** From now on plans of this width cannot be had. */
  void fails(int width) {
    failing = width;
  }

  /** All can be had again. */
  void works() {
    failing = 0;
    trouble = null;
  }

  /** From now on no plan can be had. */
  void throwsError(@Nullable Error error) {
    trouble = error;
  }

  /** From now on no plan can be had. */
  void throwsException(RuntimeException exception) {
    trouble = exception;
  }

  /** What was done since the last call. */
  List<String> diary() {
    synchronized (diary) {
      List<String> told = List.copyOf(diary);
      diary.clear();
      return told;
    }
  }

  /** Names of the threads that prepared. */
  Set<String> preparers() {
    return preparers;
  }

  /** Different programs that plans were prepared of. */
  int programs() {
    return programs.size();
  }

  /** Plans freed so far. */
  int freed() {
    return freed.get();
  }

  /** Whether anything was begun since the last call of this. */
  boolean began() {
    return begun.getAndSet(0) > 0;
  }

  /** Whether nothing is being prepared. */
  boolean resting() {
    return preparing.get() == 0 && preparersAlive() == 0;
  }

  /** Waits until nothing is being prepared. */
  void awaitRest() {
    org.awaitility.Awaitility.await().until(this::resting);
  }

  /** Threads of preparers that have not ended. */
  long preparersAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("reverie-preparer") && thread.isAlive())
        .count();
  }

  @Override
  public String name() {
    return "workshop";
  }

  @Override
  public String detail() {
    return "";
  }

  @Override
  public DreamPlan prepare(Program program, Objective objective, int width, int height) {
    preparing.incrementAndGet();
    try {
      diary.add("begin " + width);
      begun.incrementAndGet();
      preparers.add(Thread.currentThread().getName());
      programs.add(program);
      if (holds) {
        permits.acquireUninterruptibly();
      }
      if (trouble instanceof Error error) {
        throw error;
      }
      if (trouble instanceof RuntimeException exception) {
        throw exception;
      }
      if (width == failing) {
        throw new IllegalStateException("no room for " + width);
      }
      return new Idle(width, height);
    } finally {
      preparing.decrementAndGet();
    }
  }

  @Override
  public void close() {
    diary.add("close");
  }

  private final class Idle implements DreamPlan {
    private final int width;
    private final int height;

    Idle(int width, int height) {
      this.width = width;
      this.height = height;
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public int height() {
      return height;
    }

    @Override
    public double step(PlanarImage image, double step, boolean normalize) {
      requireSize(image);
      return 0;
    }

    @Override
    public double gradient(PlanarImage image, PlanarImage gradient) {
      requireSize(image);
      return 0;
    }

    @Override
    public double objective(PlanarImage image) {
      requireSize(image);
      return 0;
    }

    @Override
    public void close() {
      freed.incrementAndGet();
      diary.add("free " + width);
    }
  }
}
