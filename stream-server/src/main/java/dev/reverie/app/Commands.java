package dev.reverie.app;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Names;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.NativeLibraries;
import dev.reverie.dream.weights.WeightsException;
import dev.reverie.measure.MeasureException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds the command and runs it, and turns whatever goes wrong into one line and an exit status.
 */
final class Commands {
  private static final Logger log = LoggerFactory.getLogger(Commands.class);

  private final Console console;
  private final Shutdown shutdown;

  /**
   * @param shutdown for the command that runs until it is told to end
   */
  Commands(Console console, Shutdown shutdown) {
    this.console = console;
    this.shutdown = shutdown;
  }

  /** Runs a command; returns the exit status. */
  int run(String... args) {
    NativeLibraries.configure();
    CommandLine root = new CommandLine(CommandSpec.create());
    CommandSpec spec = root.getCommandSpec();
    spec.name("reverie").versionProvider(new Version()).mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description("Turns a camera into a living DeepDream and streams it to any browser.")
        .footer("", "Without a command, reverie serves: see reverie serve --help.");
    CommandLine serve = command(root, "serve", new ServeCommand(console, shutdown));
    TableOptions.addAll(serve.getCommandSpec());
    StillOptions.add(command(root, "dream", new DreamCommand(console)).getCommandSpec());
    StillOptions.addPlain(command(root, "strip", new StripCommand(console)).getCommandSpec());
    TableOptions.add(
        command(root, "verify", new VerifyCommand(console)).getCommandSpec(),
        "models-dir",
        "models-cache",
        "threads");
    CommandLine bench = command(root, "bench", new BenchCommand());
    TableOptions.addAll(command(bench, "live", new BenchLiveCommand(console)).getCommandSpec());
    CommandLine step = command(bench, "step", new BenchStepCommand(console));
    TableOptions.add(
        step.getCommandSpec(),
        "model",
        "layer",
        "objective",
        "channel",
        "threads",
        "models-dir",
        "models-cache");
    TableOptions.add(
        command(root, "models", new ModelsCommand(console)).getCommandSpec(),
        "models-dir",
        "models-cache");
    TableOptions.add(
        command(root, "doctor", new DoctorCommand(console)).getCommandSpec(),
        "models-dir",
        "models-cache");
    root.setParameterExceptionHandler((e, given) -> refuse(e));
    root.setExecutionExceptionHandler((e, command, parsed) -> explain(e));
    root.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    try {
      return root.execute(withCommand(root, args));
    } catch (LinkageError | OutOfMemoryError e) {
      return broken(e);
    }
  }

  /** No command means {@code serve}. */
  private static String[] withCommand(CommandLine root, String... args) {
    if (!Main.serves(args) || (args.length > 0 && root.getSubcommands().containsKey(args[0]))) {
      return args;
    }
    String[] all = new String[args.length + 1];
    all[0] = "serve";
    System.arraycopy(args, 0, all, 1, args.length);
    return all;
  }

  private static CommandLine command(CommandLine parent, String name, Object command) {
    CommandLine line = new CommandLine(command);
    parent.addSubcommand(name, line);
    return line;
  }

  private int refuse(ParameterException e) {
    console.err().println(oneLine("reverie: " + reason(e)));
    return ExitStatus.USAGE;
  }

  private static String reason(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String help = "see " + command.getCommandSpec().qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String given = unmatched.getUnmatched().get(0);
      boolean option = given.startsWith("-");
      String word = option ? given.replaceFirst("=.*", "") : given;
      List<String> known =
          option
              ? List.copyOf(command.getCommandSpec().optionsMap().keySet())
              : List.copyOf(command.getSubcommands().keySet());
      String hint =
          Names.nearest(word, known).map(near -> "did you mean '" + near + "'? ").orElse("");
      return "unknown " + (option ? "option" : "argument") + " '" + word + "': " + hint + help;
    }
    return e.getMessage() + "; " + help;
  }

  private int explain(Exception e) {
    if (e instanceof InvalidValueException) {
      console.err().println(oneLine("reverie: " + e.getMessage()));
      return ExitStatus.USAGE;
    }
    boolean expected =
        e instanceof CommandFailure
            || e instanceof WeightsException
            || e instanceof EngineException
            || e instanceof MeasureException;
    if (expected) {
      console.err().println(oneLine("reverie: " + e.getMessage()));
      log.debug("the command failed", e);
    } else {
      log.error("unexpected failure", e);
      console
          .err()
          .println(
              oneLine(
                  "reverie: unexpected failure: " + e + "; please report it with the lines above"));
    }
    return ExitStatus.FAILED;
  }

  /** What no command can do anything about. */
  private int broken(Error e) {
    log.debug("the command failed", e);
    String fix =
        e instanceof OutOfMemoryError
            ? "use a smaller --size"
            : "./reverie doctor says what this machine lacks";
    console.err().println(oneLine("reverie: " + e + "; " + fix));
    return ExitStatus.FAILED;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ");
  }
}
