package dev.reverie.dream.engine;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with which engine. Each new trouble is logged once. Thread-safe. */
final class Troubles {
  private static final Logger log = LoggerFactory.getLogger(Troubles.class);

  private final Map<EngineChoice, String> reasons = new LinkedHashMap<>();
  private final Set<EngineChoice> lost = new HashSet<>();

  /** Notes that an engine could not do something; it may be tried again. */
  synchronized void note(EngineChoice choice, Throwable e) {
    String reason = reason(choice.engine(), e);
    if (!reason.equals(reasons.put(choice, reason))) {
      log.warn("{} does not work, the next engine takes over: {}", choice, reason);
      log.debug("{} failed", choice, e);
    }
  }

  /** Notes that an engine could not be opened, or failed in a step: it is not tried again. */
  synchronized void lose(EngineChoice choice, Throwable e) {
    lost.add(choice);
    note(choice, e);
  }

  /** Whether it is not to be tried again. */
  synchronized boolean isLost(EngineChoice choice) {
    return lost.contains(choice);
  }

  /** Notes that it works. */
  synchronized void forget(EngineChoice choice) {
    if (!lost.contains(choice)) {
      reasons.remove(choice);
    }
  }

  /** Everything that is wrong, a sentence each: what a ranking says and what was noted here. */
  synchronized List<String> warnings(EngineRanking ranking) {
    return Stream.concat(ranking.problems().stream(), reasons.values().stream())
        .distinct()
        .toList();
  }

  /** One line that begins with the engine's name. */
  static String reason(String engine, Throwable e) {
    String message =
        e instanceof EngineException && e.getMessage() != null ? e.getMessage() : e.toString();
    String line = message.lines().findFirst().orElse("no reason given");
    return line.startsWith(engine + ":") ? line : engine + ": " + line;
  }
}
