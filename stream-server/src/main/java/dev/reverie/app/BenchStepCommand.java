package dev.reverie.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Config;
import dev.reverie.config.Controls;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.measure.BusyProcesses;
import dev.reverie.measure.StepRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench step}: how long a gradient step takes. */
@Command(
    name = "step",
    description = "Times one gradient step on each of Reverie's engines, turn by turn.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchStepCommand implements Callable<Integer> {
  private static final double MILLIS_PER_SECOND = 1000;

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--engine",
      defaultValue = "all",
      paramLabel = "NAME",
      description = "One engine, or all. Default: all.")
  private String engine = "all";

  @Option(
      names = "--precision",
      defaultValue = "all",
      paramLabel = "NAME",
      description =
          "Only the engines that compute so: all, float32 or bfloat16. Default: all that this machine is fast with.")
  private String precision = "all";

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

  @Option(
      names = "--busy",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Other processes that keep a core busy meanwhile. Allowed: 0 to 64. Default: 0.")
  private String busy = "0";

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
    int others = Ranges.parse("busy", busy, 0, 64);
    List<PictureSize> pictureSizes =
        Arrays.stream(sizes.split(",", -1)).map(StillOptions::size).toList();
    Controls controls = config.controls();
    List<EngineChoice> choices =
        OwnEngines.filtered(engine, precision, DreamCommand.threads(config), console.err());
    DreamModel model = new StillModels(console, config.settings()).get(controls.model());
    String layer = model.layer(controls.layer());
    Objective objective = DreamCommand.objective(model, layer, controls);
    List<StepRow> rows = new ArrayList<>();
    try (BusyProcesses neighbours = new BusyProcesses(others);
        StepTurns turns = new StepTurns(choices, console.clock())) {
      for (PictureSize size : pictureSizes) {
        PictureSize aligned = size.aligned(model.alignment());
        for (StepTurns.Time time : turns.run(model.program(layer), objective, aligned, timed)) {
          rows.add(row(time, model.name(), layer, aligned, neighbours.handles().size()));
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

  private static StepRow row(
      StepTurns.Time time, String network, String layer, PictureSize size, int others) {
    return new StepRow(
        time.choice().engine(),
        network,
        layer,
        size.toString(),
        time.choice().precision().label(),
        time.choice().threads(),
        time.min(),
        time.median(),
        null,
        others == 0 ? null : others);
  }

  private void print(List<StepRow> rows) {
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
    for (StepRow row : rows) {
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
              MILLIS_PER_SECOND / row.msMedian());
    }
  }
}
