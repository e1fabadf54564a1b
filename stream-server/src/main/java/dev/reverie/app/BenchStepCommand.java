package dev.reverie.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Config;
import dev.reverie.config.Controls;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench step}: how long a gradient step takes. */
@Command(
    name = "step",
    description = "Times one gradient step on each of Reverie's engines.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchStepCommand implements Callable<Integer> {
  private static final int WARM_UP = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  /** One row of the result. */
  private record Row(
      String engine,
      String network,
      String layer,
      String size,
      String precision,
      int threads,
      @JsonProperty("ms_min") double msMin,
      @JsonProperty("ms_median") double msMedian,
      @JsonProperty("steps_per_s") double stepsPerSecond) {}

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--engine",
      defaultValue = "all",
      paramLabel = "NAME",
      description = "One engine, or all. Default: all.")
  private String engine = "all";

  @Option(
      names = "--size",
      defaultValue = "256x192",
      paramLabel = "WxH,...",
      description = "Sizes to measure. Default: 256x192.")
  private String sizes = "256x192";

  @Option(
      names = "--runs",
      defaultValue = "30",
      paramLabel = "N",
      description = "Steps to time, after a warm-up of 5. Allowed: 3 to 10000. Default: 30.")
  private String runs = "30";

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  BenchStepCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    Config config =
        TableOptions.load(spec.commandLine().getParseResult(), console.environment(), Map.of());
    int timed = Ranges.parse("runs", runs, 3, 10_000);
    List<PictureSize> pictureSizes =
        Arrays.stream(sizes.split(",", -1)).map(StillOptions::size).toList();
    Controls controls = config.controls();
    DreamModel model = new StillModels(console, config.settings()).get(controls.model());
    String layer = model.layer(controls.layer());
    Objective objective = DreamCommand.objective(model, layer, controls);
    int threads = DreamCommand.threads(config);
    List<Row> rows = new ArrayList<>();
    for (String name : engine.equals("all") ? Engines.names() : List.of(engine)) {
      try (DreamEngine opened = Engines.open(name, threads)) {
        for (PictureSize size : pictureSizes) {
          rows.add(
              measure(
                  opened,
                  model,
                  layer,
                  objective,
                  size.aligned(model.alignment()),
                  threads,
                  timed));
        }
      }
    }
    if (json) {
      console.out().println(new ObjectMapper().writeValueAsString(Map.of("results", rows)));
    } else {
      print(rows);
    }
    return ExitStatus.OK;
  }

  private Row measure(
      DreamEngine opened,
      DreamModel model,
      String layer,
      Objective objective,
      PictureSize size,
      int threads,
      int timed) {
    double[] millis = new double[timed];
    try (DreamPlan plan =
            opened.prepare(model.program(layer), objective, size.width(), size.height());
        PlanarImage image = new PlanarImage(size.width(), size.height())) {
      for (int i = -WARM_UP; i < timed; i++) {
        // A fresh picture for every step: long ascents leave the range of real pictures.
        fill(image);
        long start = console.clock().nanoTime();
        plan.step(image, 1, true);
        if (i >= 0) {
          millis[i] = (console.clock().nanoTime() - start) / NANOS_PER_MILLI;
        }
      }
    }
    Arrays.sort(millis);
    double median = millis[timed / 2];
    return new Row(
        opened.name(),
        model.name(),
        layer,
        size.toString(),
        "float32",
        threads,
        millis[0],
        median,
        1000 / median);
  }

  private static void fill(PlanarImage image) {
    Random random = new Random(1);
    FloatBuffer values = image.values();
    for (int i = 0; i < image.count(); i++) {
      values.put(i, random.nextFloat() * 255);
    }
  }

  private void print(List<Row> rows) {
    console
        .out()
        .printf(
            "%-10s %-14s %-16s %-10s %-9s %7s %9s %10s %9s%n",
            "engine",
            "network",
            "layer",
            "size",
            "precision",
            "threads",
            "ms min",
            "ms median",
            "steps/s");
    for (Row row : rows) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%-10s %-14s %-16s %-10s %-9s %7d %9.2f %10.2f %9.1f%n",
              row.engine(),
              row.network(),
              row.layer(),
              row.size(),
              row.precision(),
              row.threads(),
              row.msMin(),
              row.msMedian(),
              row.stepsPerSecond());
    }
  }
}
