package dev.reverie.dream.engine;

import dev.reverie.config.ManualClock;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Engines that do as the test says, take their time on a clock of the test's, and keep a diary, on
 * any thread.
 */
public final class FakeEngines implements EngineCatalogue {

  /** What an engine does wrong. */
  public enum Fault {
    UNAVAILABLE,
    OPEN,
    PREPARE,
    STEP
  }

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ManualClock clock;
  private final Map<String, List<Precision>> precisions = new LinkedHashMap<>();
  private final Map<String, Trial> trials = new LinkedHashMap<>();
  private final Map<EngineChoice, long[]> millis = new LinkedHashMap<>();
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final List<String> diary = Collections.synchronizedList(new ArrayList<>());

  private volatile Runnable preparing = () -> {};

  /** None yet. */
  public FakeEngines(ManualClock clock) {
    this.clock = clock;
  }

  /** Adds an engine. */
  public FakeEngines with(String name, Trial trial, Precision... computes) {
    trials.put(name, trial);
    precisions.put(name, List.of(computes));
    return this;
  }

  /**
   * Says how long steps take in milliseconds; the last holds for all that follow. Twice: alone and
   * beside the probe's busy thread.
   */
  FakeEngines takes(EngineChoice choice, long alone, long shared) {
    millis.put(choice, new long[] {alone, shared});
    return this;
  }

  /** From now on it fails so. */
  public void fails(String engine, Fault fault) {
    faults.put(engine, fault);
  }

  /** From now on, this is done while a plan is prepared, on the thread that prepares it. */
  public void whilePreparing(Runnable work) {
    preparing = work;
  }

  /** It works again. */
  public void works(String engine) {
    faults.remove(engine);
  }

  /** What was done since the last call. */
  public List<String> diary() {
    synchronized (diary) {
      List<String> told = List.copyOf(diary);
      diary.clear();
      return told;
    }
  }

  @Override
  public List<String> names() {
    return List.copyOf(trials.keySet());
  }

  @Override
  public List<Precision> precisions(String engine) {
    fail(engine, Fault.UNAVAILABLE);
    return precisions.getOrDefault(engine, List.of());
  }

  @Override
  public Trial trial(String engine) {
    return trials.getOrDefault(engine, Trial.NONE);
  }

  @Override
  public DreamEngine open(EngineChoice choice) {
    diary.add("open " + choice);
    fail(choice.engine(), Fault.UNAVAILABLE);
    fail(choice.engine(), Fault.OPEN);
    return new Engine(choice);
  }

  private void fail(String engine, Fault fault) {
    if (faults.get(engine) == fault) {
      throw new EngineException(
          engine + ": trouble at " + fault, new UnsupportedOperationException("on purpose"));
    }
  }

  private final class Engine implements DreamEngine {
    private final EngineChoice choice;

    Engine(EngineChoice choice) {
      this.choice = choice;
    }

    @Override
    public String name() {
      return choice.engine();
    }

    @Override
    public String detail() {
      return "a fake " + choice;
    }

    @Override
    public DreamPlan prepare(Program program, Objective objective, int width, int height) {
      if (width % program.network().alignment() != 0) {
        throw new IllegalArgumentException("not aligned");
      }
      preparing.run();
      fail(choice.engine(), Fault.PREPARE);
      diary.add("prepare " + choice.engine());
      return new Plan(choice, width, height);
    }

    @Override
    public void close() {
      diary.add("close " + choice.engine());
    }
  }

  private final class Plan implements DreamPlan {
    private final EngineChoice choice;
    private final int width;
    private final int height;

    Plan(EngineChoice choice, int width, int height) {
      this.choice = choice;
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
      if (!Double.isFinite(step)) {
        throw new IllegalArgumentException("no step");
      }
      fail(choice.engine(), Fault.STEP);
      long[] takes = millis.getOrDefault(choice, new long[] {1, 1});
      boolean shared =
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("reverie-probe-busy"));
      clock.advance(takes[shared ? 1 : 0] * NANOS_PER_MILLI);
      return choice.threads();
    }

    @Override
    public double gradient(PlanarImage image, PlanarImage gradient) {
      return step(image, 1, true);
    }

    @Override
    public double objective(PlanarImage image) {
      return step(image, 1, true);
    }

    @Override
    public void close() {
      diary.add("free " + choice.engine());
    }
  }
}
