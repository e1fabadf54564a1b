package dev.reverie.dream.engine;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Names;
import dev.reverie.dream.engine.nd4j.Nd4jEngine;
import dev.reverie.dream.engine.onednn.OneDnnEngine;
import dev.reverie.dream.engine.winograd.VectorModule;
import dev.reverie.dream.engine.winograd.WinogradEngine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engines that this build holds. */
public final class Engines implements EngineCatalogue {
  private static final List<String> NAMES =
      List.of(OneDnnEngine.NAME, WinogradEngine.NAME, Nd4jEngine.NAME);

  /** They need nothing to be looked at. */
  public Engines() {}

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public List<Precision> precisions(String engine) {
    requireKnown(engine);
    if (engine.equals(OneDnnEngine.NAME)) {
      return OneDnnEngine.supports(Precision.BFLOAT16)
          ? List.of(Precision.BFLOAT16, Precision.FLOAT32)
          : List.of(Precision.FLOAT32);
    }
    if (engine.equals(WinogradEngine.NAME)) {
      VectorModule.load();
    }
    return List.of(Precision.FLOAT32);
  }

  @Override
  public Trial trial(String engine) {
    requireKnown(engine);
    return switch (engine) {
      case OneDnnEngine.NAME -> Trial.PROMPT;
      case WinogradEngine.NAME -> Trial.WARMS_UP;
      default -> Trial.NONE;
    };
  }

  @Override
  public DreamEngine open(EngineChoice choice) {
    return open(choice.engine(), choice.precision(), choice.threads());
  }

  /**
   * Opens an engine on the calling thread, which becomes its thread for life.
   *
   * @param name one of {@link #names}
   * @param threads compute threads, at least 1
   * @return owned by the caller
   * @throws InvalidValueException if there is no such engine, or none that computes so
   * @throws EngineException if its libraries cannot be loaded, or this machine does not compute so
   */
  public static DreamEngine open(String name, Precision precision, int threads) {
    requireKnown(name);
    if (name.equals(OneDnnEngine.NAME)) {
      return OneDnnEngine.open(threads, precision);
    }
    if (precision != Precision.FLOAT32) {
      throw unsupported(precision, name + " computes in float32 alone");
    }
    return name.equals(WinogradEngine.NAME)
        ? WinogradEngine.open(threads)
        : Nd4jEngine.open(threads);
  }

  /**
   * Refuses a precision that no engine in question computes with on this machine.
   *
   * @param engine one of {@link #names}, or {@code auto} for any of them
   * @param precision null is always right
   * @throws InvalidValueException if none does
   */
  public static void requirePrecision(String engine, @Nullable Precision precision) {
    if (!engine.equals("auto")) {
      requireKnown(engine);
    }
    if (precision == null || precision == Precision.FLOAT32) {
      return;
    }
    if (!engine.equals("auto") && !engine.equals(OneDnnEngine.NAME)) {
      throw unsupported(precision, engine + " computes in float32 alone");
    }
    try {
      if (!OneDnnEngine.supports(precision)) {
        throw unsupported(precision, "this CPU has no AMX");
      }
    } catch (EngineException e) {
      throw unsupported(precision, String.valueOf(e.getMessage()));
    }
  }

  private static InvalidValueException unsupported(Precision precision, String why) {
    return new InvalidValueException("precision", precision.label(), "auto or float32", why);
  }

  private static void requireKnown(String name) {
    if (!NAMES.contains(name)) {
      throw Names.unknown("engine", name, NAMES);
    }
  }

  /**
   * Compute threads for a dream that shares the machine with the live picture, where nothing could
   * be measured: one core is left to capture, compositing and encoding, because compute threads
   * wait for each other and the slowest sets the pace.
   */
  public static int liveThreads(int cores) {
    return Math.max(1, cores - 1);
  }
}
