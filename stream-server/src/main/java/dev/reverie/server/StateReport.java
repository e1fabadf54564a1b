package dev.reverie.server;

/** What the program is doing right now. Thread-safe; called a few times a second. */
public interface StateReport {

  /**
   * The body of {@code GET /api/state}: a record or a map that Jackson can write without further
   * modules. Must be cheap.
   */
  Object state();

  /** Whether frames flow and the first dreamed one is out. */
  Readiness readiness();

  /**
   * Whether the program does its job.
   *
   * @param ready it does
   * @param reason one sentence for people: what it is waiting for, or empty when ready
   */
  record Readiness(boolean ready, String reason) {}
}
