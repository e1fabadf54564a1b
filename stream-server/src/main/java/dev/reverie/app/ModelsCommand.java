package dev.reverie.app;

import dev.reverie.config.Config;
import dev.reverie.config.Names;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.weights.ModelEntry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models}: what there is to dream with. */
@Command(
    name = "models",
    description =
        "Lists the models with their licences, downloads one, or checks the files that are here.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ModelsCommand implements Callable<Integer> {
  private static final List<String> ACTIONS = List.of("list", "fetch", "verify");

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "list",
      paramLabel = "list|fetch|verify",
      description = "What to do.")
  private String action = "list";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "The model to fetch, or to verify alone.")
  private @Nullable String model;

  ModelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Config config =
        TableOptions.load(spec.commandLine().getParseResult(), console.environment(), Map.of());
    StillModels models = new StillModels(console, config.settings());
    if (!ACTIONS.contains(action)) {
      throw Names.unknown("models", action, ACTIONS);
    }
    if (action.equals("list")) {
      models.files().catalogue().entries().forEach(entry -> list(entry, models));
      return ExitStatus.OK;
    }
    if (action.equals("fetch")) {
      String name = DreamModels.requireKnown(model == null ? "vgg16" : model);
      models.fetch(name);
      console.out().println(name + " is at " + models.files().find(name));
      return ExitStatus.OK;
    }
    return verify(models);
  }

  private void list(ModelEntry entry, StillModels models) {
    ModelEntry.Download download = entry.download();
    String where =
        entry.embedded()
            ? "built in"
            : models.isHere(entry.name())
                ? String.valueOf(models.files().find(entry.name()))
                : download == null
                    ? "not here; put " + entry.name() + ".safetensors into the models folder"
                    : "not here; fetch downloads " + download.size() + ", md5 " + download.md5();
    console
        .out()
        .printf(
            "%-14s %s%n%14s %s%n%14s %s%n",
            entry.name(), entry.title(), "", entry.licence(), "", where);
  }

  private int verify(StillModels models) {
    List<String> names =
        model == null ? DreamModels.names() : List.of(DreamModels.requireKnown(model));
    int status = ExitStatus.OK;
    for (String name : names) {
      if (!models.isHere(name)) {
        console.out().printf("%-14s not here%n", name);
        status = model == null ? status : ExitStatus.FAILED;
        continue;
      }
      try {
        DreamModel loaded = models.get(name);
        long layers = loaded.layers().stream().filter(layer -> layer.available()).count();
        console.out().printf("%-14s ok, %d of %d layers%n", name, layers, loaded.layers().size());
      } catch (RuntimeException e) {
        console.out().printf("%-14s damaged: %s%n", name, e.getMessage());
        status = ExitStatus.FAILED;
      }
    }
    return status;
  }
}
