package dev.reverie.bench;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of Reverie's own engines in the race, in one precision. The only place of the benchmarks'
 * step that knows how those are opened.
 *
 * @param name one of {@link Engines#names}
 * @param computes the numbers it computes with
 */
record OwnEngine(String name, Precision computes) implements StepPeer {
  private static final Logger log = LoggerFactory.getLogger(OwnEngine.class);

  /** All that work on this machine, the best first. */
  static List<StepPeer> all() {
    Engines engines = new Engines();
    List<StepPeer> all = new ArrayList<>();
    for (String name : engines.names()) {
      try {
        engines.precisions(name).forEach(precision -> all.add(new OwnEngine(name, precision)));
      } catch (EngineException e) {
        log.warn("{}", e.getMessage());
      }
    }
    return all;
  }

  @Override
  public String precision() {
    return computes.label();
  }

  @Override
  public boolean supports(Program program, PictureSize size) {
    return true;
  }

  @Override
  public DreamEngine open(int threads) {
    return Engines.open(name, computes, threads);
  }
}
