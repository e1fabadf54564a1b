package dev.reverie.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops parts one after the other: one that fails to stop keeps no other from it. */
final class Stages {
  private static final Logger log = LoggerFactory.getLogger(Stages.class);

  private Stages() {}

  static void stop(String part, Runnable close) {
    try {
      close.run();
      log.debug("{} stopped", part);
    } catch (RuntimeException e) {
      log.warn("{} did not stop cleanly", part, e);
    }
  }
}
