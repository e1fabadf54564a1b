package dev.reverie.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Config;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Names;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Program;
import dev.reverie.measure.BusyProcesses;
import dev.reverie.measure.StepRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
  private static final String ALL = "all";

  private final Workbench bench;
  private final Cpu cpu;
  private final List<StepPeer> peers;

  @Option(
      names = "--engine",
      defaultValue = "all",
      paramLabel = "NAME,...",
      description = "Engines and peers to run. Default: all.")
  private String engines = ALL;

  @Option(
      names = "--precision",
      defaultValue = "all",
      paramLabel = "NAME",
      description = "Only those that compute so: all, float32 or bfloat16. Default: all.")
  private String precision = ALL;

  @Option(
      names = "--size",
      defaultValue = "160x120,256x192,320x240",
      paramLabel = "WxH,...",
      description = "Sizes to measure. Default: 160x120,256x192,320x240.")
  private String sizes = "160x120,256x192,320x240";

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

  @Option(
      names = "--busy",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Other processes that keep a core busy meanwhile. Allowed: 0 to 64. Default: 0.")
  private int busy;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  /**
   * @param cpu this machine's
   * @param peers who can take part
   */
  StepCommand(Workbench bench, Cpu cpu, List<StepPeer> peers) {
    this.bench = bench;
    this.cpu = cpu;
    this.peers = List.copyOf(peers);
  }

  @Override
  public Integer call() throws JsonProcessingException {
    if (runs < FEWEST || runs > MOST) {
      throw new InvalidValueException(
          "runs", Integer.toString(runs), "a whole number from " + FEWEST + " to " + MOST, "");
    }
    List<PictureSize> wanted = Arrays.stream(sizes.split(",", -1)).map(StepCommand::size).toList();
    List<StepPeer> chosen = chosen();
    Config config = Models.config(bench.environment(), options());
    DreamModel dreamModel = Models.get(config, bench.environment());
    Program program = dreamModel.program(config.controls().layer());
    int threadCount = Models.threads(config);
    Map<StepPeer, DreamEngine> opened = new LinkedHashMap<>();
    try (BusyProcesses others = new BusyProcesses(busy)) {
      List<StepRow> rows = new ArrayList<>();
      for (PictureSize size : wanted) {
        PictureSize aligned = size.aligned(dreamModel.alignment());
        List<StepRace.Runner> runners = runners(chosen, program, aligned, threadCount, opened);
        rows.addAll(
            rows(
                new StepRace(bench.clock()).run(runners, program, Objective.MEAN, aligned, runs),
                program.network().name(),
                dreamModel.layer(config.controls().layer()),
                aligned,
                threadCount,
                others.handles().size()));
      }
      print(rows);
    } finally {
      opened.values().forEach(DreamEngine::close);
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

  private List<StepPeer> chosen() {
    List<String> names = peers.stream().map(StepPeer::name).distinct().toList();
    List<String> wanted = engines.equals(ALL) ? names : List.of(engines.split(",", -1));
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw Names.unknown("engine", name, names);
      }
    }
    List<String> precisions = List.of(ALL, StepPeer.FLOAT32, StepPeer.BFLOAT16);
    if (!precisions.contains(precision)) {
      throw Names.unknown("precision", precision, precisions);
    }
    List<StepPeer> chosen =
        peers.stream()
            .filter(peer -> wanted.contains(peer.name()))
            .filter(peer -> precision.equals(ALL) || precision.equals(peer.precision()))
            .toList();
    if (chosen.isEmpty()) {
      throw new BenchFailure(
          "none of %s computes in %s on this processor: choose other engines or --precision=all"
              .formatted(engines, precision));
    }
    return chosen;
  }

  private List<StepRace.Runner> runners(
      List<StepPeer> chosen,
      Program program,
      PictureSize size,
      int threadCount,
      Map<StepPeer, DreamEngine> opened) {
    List<StepRace.Runner> runners = new ArrayList<>();
    for (StepPeer peer : chosen) {
      if (!peer.supports(program, size)) {
        bench
            .err()
            .printf("bench: %s cannot run %s at %s%n", peer.name(), program.network().name(), size);
        continue;
      }
      runners.add(
          new StepRace.Runner(
              peer.precision(),
              peer.forwardOnly(program),
              opened.computeIfAbsent(peer, key -> key.open(threadCount))));
    }
    if (runners.isEmpty()) {
      throw new BenchFailure(
          "none of %s can run %s at %s: choose another model or size"
              .formatted(engines, model, size));
    }
    return runners;
  }

  private static List<StepRow> rows(
      List<StepRace.Time> times,
      String network,
      String layer,
      PictureSize size,
      int threads,
      int busy) {
    return StepRow.related(
        times.stream()
            .map(
                time ->
                    new StepRow(
                        time.runner().name(),
                        network,
                        layer,
                        size.toString(),
                        time.runner().precision(),
                        threads,
                        time.min(),
                        time.median(),
                        null,
                        busy == 0 ? null : busy))
            .toList(),
        row -> TorchPeer.isTorch(row.engine()) && row.precision().equals(StepPeer.FLOAT32));
  }

  static PictureSize size(String text) {
    return PictureSize.parse(text, SMALLEST, LARGEST);
  }

  private void print(List<StepRow> rows) throws JsonProcessingException {
    if (json) {
      bench.out().println(new ObjectMapper().writeValueAsString(Map.of("results", rows)));
      return;
    }
    bench.out().println("on " + cpu + (busy == 0 ? "" : ", beside " + busy + " busy processes"));
    bench.out().println(StepRow.heading());
    rows.forEach(row -> bench.out().println(row));
  }
}
