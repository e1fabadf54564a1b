package dev.reverie.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Config;
import dev.reverie.config.Controls;
import dev.reverie.dream.ascent.AscentOptions;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.ascent.StillDream;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.DreamLayer;
import dev.reverie.dream.network.DreamModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dream}: one still. */
@Command(
    name = "dream",
    description = "Dreams on one picture.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DreamCommand implements Callable<Integer> {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The picture to dream on.")
  private Path image = Path.of("");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.png",
      description = "Where the dream goes.")
  private Path output = Path.of("");

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Size to dream at. Default: the picture's own, at most a megapixel.")
  private @Nullable String size;

  @Option(names = "--json", description = "Print loss and timings as JSON.")
  private boolean json;

  DreamCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    long started = console.clock().nanoTime();
    Config config =
        TableOptions.load(
            spec.commandLine().getParseResult(), console.environment(), StillOptions.DEFAULTS);
    Controls controls = config.controls();
    PictureSize asked = size == null ? null : StillOptions.size(size);
    Pictures.requireWritable(output);
    try (Mat picture = Pictures.read(image)) {
      Pictures.resize(picture, asked == null ? Pictures.defaultSize(picture) : asked);
      StillModels models = new StillModels(console, config.settings());
      DreamModel model = models.get(controls.model());
      String layer = model.layer(controls.layer());
      Objective objective = objective(model, layer, controls);
      try (DreamEngine engine = OwnEngines.still(config, models.cache(), console.clock())) {
        long ready = console.clock().nanoTime();
        StillDream.Outcome outcome =
            new StillDream(engine, new Random(config.settings().seed()))
                .dream(picture, model, layer, objective, AscentOptions.of(controls));
        long done = console.clock().nanoTime();
        Pictures.write(output, picture);
        if (json) {
          console
              .out()
              .println(
                  new ObjectMapper()
                      .writeValueAsString(
                          report(
                              model, layer, controls, engine, outcome, picture, started, ready,
                              done)));
        } else {
          console
              .err()
              .printf(
                  "%s: %s on %s, %.1f s%n", output, model.name(), layer, (done - started) / 1e9);
        }
      }
    }
    return ExitStatus.OK;
  }

  private static Map<String, @Nullable Object> report(
      DreamModel model,
      String layer,
      Controls controls,
      DreamEngine engine,
      StillDream.Outcome outcome,
      Mat picture,
      long started,
      long ready,
      long done) {
    int steps = controls.steps() * outcome.octaves().size();
    Map<String, @Nullable Object> report = new LinkedHashMap<>();
    report.put("model", model.name());
    report.put("layer", layer);
    report.put("objective", model.givesDirection() ? null : controls.objective());
    report.put("engine", engine.name());
    EngineChoice choice = engine.report().choice();
    report.put("precision", choice == null ? null : choice.precision().label());
    report.put("threads", choice == null ? null : choice.threads());
    report.put("size", picture.cols() + "x" + picture.rows());
    report.put("octaves", outcome.octaves().stream().map(PictureSize::toString).toList());
    report.put("steps", steps);
    report.put("loss_before", number(outcome.lossBefore()));
    report.put("loss_after", number(outcome.lossAfter()));
    report.put("load_ms", (ready - started) / NANOS_PER_MILLI);
    report.put("dream_ms", (done - ready) / NANOS_PER_MILLI);
    report.put("step_ms", (done - ready) / NANOS_PER_MILLI / steps);
    return report;
  }

  /** JSON has no NaN: a network without an objective has none to report. */
  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** What the controls ask for, checked against the layer. */
  static Objective objective(DreamModel model, String layer, Controls controls) {
    int channels =
        model.layers().stream()
            .filter(candidate -> candidate.name().equals(layer))
            .mapToInt(DreamLayer::channels)
            .findFirst()
            .orElse(0);
    return model.givesDirection()
        ? Objective.MEAN
        : Objective.of(controls.objective(), controls.channel(), channels);
  }

  /** A still has the machine to itself. */
  static int threads(Config config) {
    int set = config.settings().threads();
    return set > 0 ? set : Runtime.getRuntime().availableProcessors();
  }
}
