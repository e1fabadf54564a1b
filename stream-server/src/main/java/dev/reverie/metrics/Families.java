package dev.reverie.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects the families of one scrape. Names are given without the suffix of their kind. */
final class Families {
  private final List<MetricSnapshot> all = new ArrayList<>();

  /** Something that only grows; is shown as {@code name_total}. */
  Families counter(String name, String help, double value) {
    all.add(
        CounterSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
            .build());
    return this;
  }

  /** Something that is counted in whole ones. */
  Families counter(String name, String help, long value) {
    return counter(name, help, (double) value);
  }

  /** Several that only grow, apart by one label. */
  Families counters(String name, String help, String label, Map<String, Long> values) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
    values.forEach(
        (key, value) ->
            family.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(Labels.of(label, key))
                    .value(value)
                    .build()));
    all.add(family.build());
    return this;
  }

  /** Something that goes up and down. */
  Families gauge(String name, String help, double value) {
    all.add(
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
            .build());
    return this;
  }

  /** Something that goes up and down in whole ones. */
  Families gauge(String name, String help, long value) {
    return gauge(name, help, (double) value);
  }

  /** 1 for the one state of several that holds, 0 for the others. */
  Families state(String name, String help, String label, List<String> states, String holds) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
    for (String state : states) {
      family.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of(label, state))
              .value(state.equals(holds) ? 1 : 0)
              .build());
    }
    all.add(family.build());
    return this;
  }

  /** Facts as labels of a 1; is shown as {@code name_info}. */
  Families info(String name, String help, Labels labels) {
    all.add(
        InfoSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(InfoDataPointSnapshot.builder().labels(labels).build())
            .build());
    return this;
  }

  /** What somebody else collected. */
  Families add(MetricSnapshot family) {
    all.add(family);
    return this;
  }

  /** All of them, by name. */
  MetricSnapshots collected() {
    return new MetricSnapshots(all);
  }
}
