package dev.reverie.app;

import dev.reverie.config.Clock;
import dev.reverie.config.Config;
import dev.reverie.config.Names;
import dev.reverie.config.Settings;
import dev.reverie.dream.engine.AutoEngine;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.EngineChooser;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.EngineProbe;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.MachineId;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.ProbeCache;
import dev.reverie.dream.engine.TilingEngine;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engines that the commands run, by what their options say. */
final class OwnEngines {
  /** VGG16 to its third block then takes 700 MB at most, on the Java heap or beside it. */
  private static final int LARGEST_TILE = 768;

  /** Beside the downloaded models: what was measured on this machine. */
  private static final String FILE = "engines.json";

  private static final String ALL = "all";

  private OwnEngines() {}

  /**
   * What ranks the engines for a purpose.
   *
   * @param cache folder that may be written to; need not exist
   */
  static EngineChooser chooser(
      Settings settings, EngineChooser.Purpose purpose, Path cache, Clock clock) {
    Engines engines = new Engines();
    int cores = Runtime.getRuntime().availableProcessors();
    return new EngineChooser(
        engines,
        new EngineChooser.Question(settings.engine(), settings.threads(), cores, purpose),
        new EngineProbe(engines, clock),
        new ProbeCache(
            cache.resolve(FILE), MachineId.of(Version.current(), System.getenv(), cores)));
  }

  /** An engine that dreams by this ranking; owned by the caller. */
  static DreamEngine open(EngineChooser chooser) {
    return new AutoEngine(chooser, new Engines(), null);
  }

  /**
   * The engine for a still, on the calling thread. Pictures with a side of more than {@value
   * #LARGEST_TILE} pixels are dreamed on tile by tile, so that memory does not limit their size.
   *
   * @param cache see {@link #chooser}
   * @return owned by the caller
   * @throws dev.reverie.config.InvalidValueException if this machine does not compute so
   */
  static DreamEngine still(Config config, Path cache, Clock clock) {
    Settings settings = config.settings();
    @Nullable Precision precision = Precision.wanted(config.controls().precision());
    Engines.requirePrecision(settings.engine(), precision);
    return new TilingEngine(
        new AutoEngine(
            chooser(settings, EngineChooser.Purpose.STILL, cache, clock), new Engines(), precision),
        LARGEST_TILE);
  }

  /**
   * Every engine in every precision, as far as two filters let them pass.
   *
   * @param engine a name, or {@code all} for those that this machine can load
   * @param precision a name, or {@code all} for those that this machine is fast with
   * @param threads of each, at least 1
   * @param err is told which engines are left out because they cannot be had
   * @return the best first; not empty
   * @throws dev.reverie.config.InvalidValueException if there is no such engine or precision
   * @throws EngineException if the engine that was named cannot be had
   */
  static List<EngineChoice> filtered(
      String engine, String precision, int threads, PrintStream err) {
    Engines engines = new Engines();
    if (!engine.equals(ALL) && !engines.names().contains(engine)) {
      throw Names.unknown("engine", engine, engines.names());
    }
    @Nullable Precision wanted = precision.equals(ALL) ? null : Precision.wanted(precision);
    Engines.requirePrecision(engine.equals(ALL) ? "auto" : engine, wanted);
    List<EngineChoice> choices = new ArrayList<>();
    for (String name : engine.equals(ALL) ? engines.names() : List.of(engine)) {
      try {
        engines.precisions(name).stream()
            .filter(can -> wanted == null || can == wanted)
            .forEach(can -> choices.add(new EngineChoice(name, can, threads)));
      } catch (EngineException e) {
        if (!engine.equals(ALL)) {
          throw e;
        }
        err.println("reverie: " + e.getMessage());
      }
    }
    return choices;
  }
}
