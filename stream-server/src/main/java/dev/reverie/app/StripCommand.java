package dev.reverie.app;

import dev.reverie.config.Config;
import dev.reverie.config.Controls;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.ascent.Strip;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.DreamLayer;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strip}: the figure that the project started from. */
@Command(
    name = "strip",
    description = "Draws a row for each layer and a picture for each iteration of plain ascent.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StripCommand implements Callable<Integer> {
  private static final String SEED_MODEL = "vgg16";
  private static final int CELL_WIDTH = 320;

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The picture to dream on.")
  private Path image = Path.of("");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.png",
      description = "Where the figure goes.")
  private Path output = Path.of("");

  @Option(
      names = "--layers",
      paramLabel = "NAME,...",
      description =
          "A row each. Default: every pooling layer the weights reach, or every mood of dreamnet.")
  private @Nullable String layers;

  @Option(
      names = "--iterations",
      defaultValue = "5",
      paramLabel = "N",
      description = "Pictures in a row, after the original. Allowed: 1 to 100. Default: 5.")
  private String iterations = "5";

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Size of each picture. Default: 320 px wide.")
  private @Nullable String size;

  StripCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Config config =
        TableOptions.load(spec.commandLine().getParseResult(), console.environment(), Map.of());
    int pictures = Ranges.parse("iterations", iterations, 1, 100);
    PictureSize asked = size == null ? null : StillOptions.size(size);
    Pictures.requireWritable(output);
    try (Mat picture = Pictures.read(image)) {
      StillModels models = new StillModels(console, config.settings());
      DreamModel model = models.get(modelName(config.controls(), models));
      List<String> rows =
          layers == null ? defaultRows(model) : Arrays.asList(layers.split("\\s*,\\s*"));
      if (rows.isEmpty()) {
        throw new CommandFailure(
            "the weights of " + model.name() + " reach no pooling layer; name rows with --layers");
      }
      rows = rows.stream().map(model::layer).toList();
      Controls controls = config.controls();
      Objective objective = DreamCommand.objective(model, narrowest(model, rows), controls);
      PictureSize cell =
          asked == null
              ? new PictureSize(picture.cols(), picture.rows())
                  .scaledToWidth(
                      Math.min(CELL_WIDTH, Math.max(picture.cols(), 16)), model.alignment())
              : asked.aligned(model.alignment());
      Pictures.resize(picture, cell);
      try (DreamEngine engine = OwnEngines.still(config, models.cache(), console.clock());
          Mat sheet =
              new Strip(engine)
                  .draw(
                      picture,
                      model,
                      rows,
                      objective,
                      pictures,
                      controls.step(),
                      controls.normalize())) {
        Pictures.write(output, sheet);
        console
            .err()
            .printf(
                "%s: %s, %s, %d iterations%n",
                output, model.name(), String.join(", ", rows), pictures);
      }
    }
    return ExitStatus.OK;
  }

  /** The model asked for; else the one the figure was first drawn with, if its weights are here. */
  private String modelName(Controls controls, StillModels models) {
    boolean asked = spec.commandLine().getParseResult().hasMatchedOption("--model");
    return asked || !models.isHere(SEED_MODEL) ? controls.model() : SEED_MODEL;
  }

  private static List<String> defaultRows(DreamModel model) {
    String kind = model.name().equals(DreamModels.EMBEDDED) ? "mood" : "pool";
    return model.layers().stream()
        .filter(layer -> layer.available() && layer.kind().equals(kind))
        .map(DreamLayer::name)
        .toList();
  }

  /** The row with the fewest channels: a channel that it has, all have. */
  private static String narrowest(DreamModel model, List<String> rows) {
    return model.layers().stream()
        .filter(layer -> rows.contains(layer.name()))
        .min(java.util.Comparator.comparingInt(DreamLayer::channels))
        .orElseThrow()
        .name();
  }
}
