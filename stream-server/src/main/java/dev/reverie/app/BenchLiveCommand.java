package dev.reverie.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reverie.config.Config;
import dev.reverie.config.InvalidValueException;
import dev.reverie.dream.network.DreamModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench live}: how well the whole feed runs. */
@Command(
    name = "live",
    description =
        "Runs the live feed with one viewer and measures it: rates, latency, steadiness, memory.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchLiveCommand implements Callable<Integer> {
  /** Any port and nobody's browser: the feed is this command's own. */
  private static final Map<String, String> FALLBACKS = Map.of("port", "0", "browser", "off");

  private static final int MOST_SECONDS = 86_400;
  private static final int MOST_PAIRS = 300;
  private static final int MOST_BUSY = 64;

  /** A slow machine probes its engines and warms up for a while. */
  private static final int PATIENCE_SECONDS = 60;

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "N",
      description =
          "How long to measure, after the first dreamed picture and 3 s. Allowed: 1 to 86400. Default: 20.")
  private String seconds = "20";

  @Option(
      names = "--busy",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Other processes that keep a core busy, from the first dreamed picture on. Allowed: 0 to 64. Default: 0.")
  private String busy = "0";

  @Option(
      names = "--change-controls",
      description =
          "Change one control after the other while measuring, two a second, to find out whether the picture stutters.")
  private boolean touring;

  @Option(
      names = "--pairs",
      defaultValue = "240",
      paramLabel = "N",
      description =
          "Neighbouring pictures to compare for the warping error; they are recorded after the measured time. 0 leaves it out. Allowed: 0 to 300. Default: 240.")
  private String pairs = "240";

  @Option(
      names = "--alone",
      defaultValue = "30",
      paramLabel = "N",
      description =
          "How many of the pairs are also dreamed frame by frame, each from scratch, for comparison; takes longest. Allowed: 0 to 300. Default: 30.")
  private String alone = "30";

  @Option(
      names = "--stills",
      paramLabel = "DIR",
      description =
          "Write a few pictures there, the source on the left and the dream on the right.")
  private @Nullable String stills;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  BenchLiveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    Config config =
        TableOptions.load(spec.commandLine().getParseResult(), console.environment(), FALLBACKS);
    LiveBench.Plan plan =
        new LiveBench.Plan(
            Ranges.parse("seconds", seconds, 1, MOST_SECONDS),
            Ranges.parse("busy", busy, 0, MOST_BUSY),
            touring,
            Ranges.parse("pairs", pairs, 0, MOST_PAIRS),
            Ranges.parse("alone", alone, 0, MOST_PAIRS),
            folder(stills),
            PATIENCE_SECONDS);
    StillModels models = new StillModels(console, config.settings());
    fetch(models, DreamModels.requireKnown(config.controls().model()));
    LiveFigures figures = measured(new LiveBench(console.clock(), config, models.files(), plan));
    if (json) {
      console.out().println(mapper().writeValueAsString(figures));
    } else {
      console.out().print(LiveTable.of(figures));
    }
    return ExitStatus.OK;
  }

  /** The feed would fetch a model itself, and dream on another meanwhile. */
  private static void fetch(StillModels models, String name) {
    if (!models.isHere(name) && models.files().catalogue().entry(name).download() != null) {
      models.fetch(name);
    }
  }

  private static LiveFigures measured(LiveBench bench) {
    try {
      return bench.run();
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("the measurement was interrupted", e);
    }
  }

  /** One that exists, so that a long measurement does not end in a complaint. */
  private static @Nullable Path folder(@Nullable String given) {
    if (given == null) {
      return null;
    }
    try {
      Path folder = Path.of(given);
      if (Files.isDirectory(folder) && Files.isWritable(folder)) {
        return folder;
      }
    } catch (InvalidPathException e) {
      throw refused(given);
    }
    throw refused(given);
  }

  private static InvalidValueException refused(String given) {
    return new InvalidValueException(
        "stills", given, "a folder that exists and can be written", "");
  }

  private static JsonMapper mapper() {
    return JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  }
}
