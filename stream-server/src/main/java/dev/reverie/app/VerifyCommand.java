package dev.reverie.app;

import dev.reverie.config.Config;
import dev.reverie.config.InvalidValueException;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.EngineChoice;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.reference.ReferenceCase;
import dev.reverie.dream.reference.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: replays reference cases. */
@Command(
    name = "verify",
    description =
        "Replays reference cases on the engines: a line for each; status 1 if any is out of tolerance.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "CASE.safetensors", description = "The cases.")
  private List<Path> cases = List.of();

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

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Config config =
        TableOptions.load(spec.commandLine().getParseResult(), console.environment(), Map.of());
    List<ReferenceCase> references = new ArrayList<>();
    for (Path file : cases) {
      if (!Files.isRegularFile(file)) {
        throw new InvalidValueException(
            "case", file.toString(), "a reference case file that exists", "");
      }
      references.addAll(ReferenceCase.read(file));
    }
    List<EngineChoice> choices =
        OwnEngines.filtered(engine, precision, DreamCommand.threads(config), console.err());
    StillModels models = new StillModels(console, config.settings());
    Map<String, DreamModel> loaded = new HashMap<>();
    boolean passed = true;
    for (EngineChoice choice : choices) {
      try (DreamEngine opened = new Engines().open(choice)) {
        for (ReferenceCase reference : references) {
          DreamModel model = loaded.computeIfAbsent(reference.network(), models::get);
          Verification verification =
              Verification.replay(reference, model, opened, choice.precision());
          console.out().println(verification);
          passed &= verification.passed();
        }
      }
    }
    return passed ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
