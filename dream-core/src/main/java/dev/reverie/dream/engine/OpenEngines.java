package dev.reverie.dream.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The engines that are open, each as long as somebody uses it. An engine that nobody uses any more
 * is closed, for its threads and its memory. Thread-safe; nobody ever waits here for an engine that
 * is being opened.
 */
final class OpenEngines {

  /** An engine that is open. */
  static final class Home {
    private final EngineChoice choice;
    private final DreamEngine engine;
    private int users = 1;

    private Home(EngineChoice choice, DreamEngine engine) {
      this.choice = choice;
      this.engine = engine;
    }

    /** What it was opened as. */
    EngineChoice choice() {
      return choice;
    }

    /** Not to be closed by users. */
    DreamEngine engine() {
      return engine;
    }
  }

  private final EngineCatalogue catalogue;
  private final List<Home> homes = new ArrayList<>();

  /**
   * None yet.
   *
   * @param catalogue opens them
   */
  OpenEngines(EngineCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * An engine, opened if it is not open yet.
   *
   * @return to be {@linkplain #leave left} as often as it was entered
   * @throws EngineException if it cannot be had
   */
  Home enter(EngineChoice choice) {
    synchronized (homes) {
      for (Home home : homes) {
        if (home.choice.equals(choice)) {
          home.users++;
          return home;
        }
      }
    }
    // Two threads that ask for the same engine at the same time get one each, which does no harm.
    Home home = new Home(choice, catalogue.open(choice));
    synchronized (homes) {
      homes.add(home);
    }
    return home;
  }

  /** Ends a use; the last one closes the engine. */
  void leave(Home home) {
    boolean over;
    synchronized (homes) {
      home.users--;
      over = home.users == 0 && homes.remove(home);
    }
    if (over) {
      home.engine.close();
    }
  }

  /** Closes all that are open, used or not. */
  void close() {
    List<Home> all;
    synchronized (homes) {
      all = List.copyOf(homes);
      homes.clear();
    }
    all.forEach(home -> home.engine.close());
  }
}
