/**
 * What Prometheus sees of Reverie. Counters and gauges are read when somebody asks; only the two
 * histograms are fed while the picture runs, without locks.
 */
@NullMarked
package dev.reverie.metrics;

import org.jspecify.annotations.NullMarked;
