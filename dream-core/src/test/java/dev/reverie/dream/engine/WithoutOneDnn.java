package dev.reverie.dream.engine;

import dev.reverie.config.Clock;
import dev.reverie.dream.network.Dreamnet;
import java.nio.file.Path;

/** A process of its own that dreams a step by itself, and says with what and what it lacked. */
public final class WithoutOneDnn {
  /** What its lines begin with. */
  static final String SAYS = "> ";

  private WithoutOneDnn() {}

  /** With the folder for the cache. */
  public static void main(String[] args) {
    NativeLibraries.configure();
    Engines engines = new Engines();
    EngineChooser chooser =
        new EngineChooser(
            engines,
            new EngineChooser.Question("auto", 1, 1, EngineChooser.Purpose.STILL),
            new EngineProbe(engines, Clock.system()),
            new ProbeCache(Path.of(args[0]), "test"));
    try (AutoEngine auto = new AutoEngine(chooser, engines, null);
        DreamPlan plan = auto.prepare(Dreamnet.embedded().program("eyes"), Objective.MEAN, 32, 32);
        PlanarImage image = new PlanarImage(32, 32)) {
      plan.step(image, 3, true);
      // Native libraries write to the standard output as well.
      System.out.println(SAYS + auto.name());
      auto.report().warnings().forEach(warning -> System.out.println(SAYS + warning));
      System.out.println(SAYS + (image.values().get(0) != 0));
    }
  }
}
