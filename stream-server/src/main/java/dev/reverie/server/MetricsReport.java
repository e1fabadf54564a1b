package dev.reverie.server;

/** What monitoring is told. Thread-safe; called every few seconds. */
@FunctionalInterface
public interface MetricsReport {
  /** The type of {@link #text}, as Prometheus names it. */
  String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /**
   * The body of {@code GET /metrics}, in Prometheus' text format 0.0.4 and UTF-8. Must be cheap and
   * must not hold up the feed.
   */
  byte[] text();
}
