package dev.reverie.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Config;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Names;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code step}: one gradient step, Reverie's engines beside their peers. */
@Command(
    name = "step",
    description = "Times one gradient step on Reverie's engines and their peers, turn by turn.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StepCommand implements Callable<Integer> {
  private static final int SMALLEST = 32;
  private static final int LARGEST = 4096;
  private static final int FEWEST = 3;
  private static final int MOST = 10_000;

  /** One row of the result; the ratio is null where DeepLearning4J did not run. */
  record Row(
      String engine,
      String network,
      String layer,
      String size,
      String precision,
      int threads,
      @JsonProperty("ms_min") double msMin,
      @JsonProperty("ms_median") double msMedian,
      @JsonProperty("ratio_to_dl4j") @Nullable Double ratio) {}

  private final Workbench bench;
  private final List<StepPeer> peers;

  @Option(
      names = "--engine",
      defaultValue = "all",
      paramLabel = "NAME,...",
      description = "Engines and peers to run. Default: all.")
  private String engines = "all";

  @Option(
      names = "--size",
      defaultValue = "160x120,256x192",
      paramLabel = "WxH,...",
      description = "Sizes to measure. Default: 160x120,256x192.")
  private String sizes = "160x120,256x192";

  @Option(
      names = "--model",
      defaultValue = "vgg16",
      paramLabel = "NAME",
      description = "Network to dream with. Default: vgg16.")
  private String model = "vgg16";

  @Option(
      names = "--layer",
      defaultValue = "auto",
      paramLabel = "NAME",
      description = "Layer to dream on. Default: the model's own.")
  private String layer = "auto";

  @Option(
      names = "--models-dir",
      paramLabel = "DIR",
      description = "Folder with NAME.safetensors files. Default: REVERIE_MODELS.")
  private @Nullable String modelsDir;

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description = "Compute threads. Default: 0, one for each core.")
  private String threads = "0";

  @Option(
      names = "--runs",
      defaultValue = "30",
      paramLabel = "N",
      description = "Steps of each to time, after a warm-up. Allowed: 3 to 10000. Default: 30.")
  private int runs;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  StepCommand(Workbench bench, List<StepPeer> peers) {
    this.bench = bench;
    this.peers = List.copyOf(peers);
  }

  @Override
  public Integer call() throws JsonProcessingException {
    if (runs < FEWEST || runs > MOST) {
      throw new InvalidValueException(
          "runs", Integer.toString(runs), "a whole number from " + FEWEST + " to " + MOST, "");
    }
    List<PictureSize> wanted = Arrays.stream(sizes.split(",", -1)).map(StepCommand::size).toList();
    List<String> names = names();
    Config config = Models.config(bench.environment(), options());
    DreamModel dreamModel = Models.get(config, bench.environment());
    Program program = dreamModel.program(config.controls().layer());
    int threadCount = Models.threads(config);
    List<DreamEngine> opened = new ArrayList<>();
    try {
      List<StepRace.Runner> runners = runners(names, program, threadCount, opened);
      List<Row> rows = new ArrayList<>();
      for (PictureSize size : wanted) {
        PictureSize aligned = size.aligned(dreamModel.alignment());
        rows.addAll(
            rows(
                new StepRace(bench.clock()).run(runners, program, Objective.MEAN, aligned, runs),
                program,
                aligned,
                threadCount));
      }
      print(rows);
    } finally {
      opened.forEach(DreamEngine::close);
    }
    return ExitStatus.OK;
  }

  private Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model", model);
    options.put("layer", layer);
    options.put("threads", threads);
    if (modelsDir != null) {
      options.put("models-dir", modelsDir);
    }
    return options;
  }

  private List<String> names() {
    List<String> known =
        Stream.concat(Engines.names().stream(), peers.stream().map(StepPeer::name)).toList();
    if (engines.equals("all")) {
      return known;
    }
    List<String> chosen = List.of(engines.split(",", -1));
    for (String name : chosen) {
      if (!known.contains(name)) {
        throw Names.unknown("engine", name, known);
      }
    }
    return chosen;
  }

  private List<StepRace.Runner> runners(
      List<String> names, Program program, int threadCount, List<DreamEngine> opened) {
    List<StepRace.Runner> runners = new ArrayList<>();
    for (String name : names) {
      if (Engines.names().contains(name)) {
        opened.add(Engines.open(name, threadCount));
        runners.add(new StepRace.Runner("float32", opened.get(opened.size() - 1)));
        continue;
      }
      for (StepPeer peer : peers) {
        if (!peer.name().equals(name)) {
          continue;
        }
        if (peer.supports(program)) {
          opened.add(peer.open(threadCount));
          runners.add(new StepRace.Runner(peer.precision(), opened.get(opened.size() - 1)));
        } else {
          bench.err().println("bench: " + name + " cannot run " + program.network().name());
        }
      }
    }
    if (runners.isEmpty()) {
      throw new BenchFailure("none of " + engines + " can run " + model + ": choose another model");
    }
    return runners;
  }

  private static List<Row> rows(
      List<StepRace.Time> times, Program program, PictureSize size, int threads) {
    @Nullable Double reference =
        times.stream()
            .filter(time -> time.runner().name().equals(Dl4jPeer.NAME))
            .map(StepRace.Time::median)
            .findFirst()
            .orElse(null);
    return times.stream()
        .map(
            time ->
                new Row(
                    time.runner().name(),
                    program.network().name(),
                    program.output(),
                    size.toString(),
                    time.runner().precision(),
                    threads,
                    time.min(),
                    time.median(),
                    reference == null ? null : time.median() / reference))
        .toList();
  }

  static PictureSize size(String text) {
    return PictureSize.parse(text, SMALLEST, LARGEST);
  }

  private void print(List<Row> rows) throws JsonProcessingException {
    if (json) {
      bench.out().println(new ObjectMapper().writeValueAsString(Map.of("results", rows)));
      return;
    }
    bench
        .out()
        .printf(
            "%-15s %-14s %-16s %-10s %-9s %7s %9s %10s %14s%n",
            "engine",
            "network",
            "layer",
            "size",
            "precision",
            "threads",
            "ms min",
            "ms median",
            "ratio to dl4j");
    for (Row row : rows) {
      bench
          .out()
          .printf(
              Locale.ROOT,
              "%-15s %-14s %-16s %-10s %-9s %7d %9.2f %10.2f %14s%n",
              row.engine(),
              row.network(),
              row.layer(),
              row.size(),
              row.precision(),
              row.threads(),
              row.msMin(),
              row.msMedian(),
              row.ratio() == null ? "-" : String.format(Locale.ROOT, "%.3f", row.ratio()));
    }
  }
}
