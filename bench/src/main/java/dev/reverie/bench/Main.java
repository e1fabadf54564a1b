package dev.reverie.bench;

import dev.reverie.config.Clock;
import dev.reverie.config.InvalidValueException;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.NativeLibraries;
import dev.reverie.dream.weights.WeightsException;
import dev.reverie.measure.MeasureException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The door of {@code bench/run}: finds the measurement, and turns failures into one line. */
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** Runs a measurement and ends the process with its status. */
  public static void main(String[] args) {
    Workbench bench = new Workbench(System.getenv(), System.out, System.err, Clock.system());
    System.exit(run(bench, args));
  }

  /** Runs a measurement; returns the exit status. */
  static int run(Workbench bench, String... args) {
    NativeLibraries.configure();
    Cpu cpu = Cpu.of(bench.environment());
    return commandLine(bench, new StepCommand(bench, cpu, StepPeers.all(cpu))).execute(args);
  }

  /** All measurements, with failures turned into one line. */
  static CommandLine commandLine(Workbench bench, StepCommand step) {
    // A command line without a command of its own is refused when no sub-command is named.
    CommandLine root = new CommandLine(CommandSpec.create());
    CommandSpec spec = root.getCommandSpec();
    spec.name("bench/run").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Measures Reverie beside its peers, on this machine.");
    root.addSubcommand("step", step);
    CommandLine jmh = new CommandLine(new JmhCommand());
    // What looks like an option is one of JMH's.
    jmh.setUnmatchedOptionsArePositionalParams(true);
    root.addSubcommand("jmh", jmh);
    root.setParameterExceptionHandler(
        (e, given) -> {
          String help = "see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
          bench.err().println(oneLine("bench: " + e.getMessage() + "; " + help));
          return ExitStatus.USAGE;
        });
    root.setExecutionExceptionHandler((e, command, parsed) -> explain(bench, e));
    root.setOut(new PrintWriter(bench.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(bench.err(), true, StandardCharsets.UTF_8));
    return root;
  }

  private static int explain(Workbench bench, Exception e) {
    if (e instanceof InvalidValueException) {
      bench.err().println(oneLine("bench: " + e.getMessage()));
      return ExitStatus.USAGE;
    }
    boolean expected =
        e instanceof BenchFailure
            || e instanceof MeasureException
            || e instanceof WeightsException
            || e instanceof EngineException;
    if (expected) {
      bench.err().println(oneLine("bench: " + e.getMessage()));
    } else {
      log.error("unexpected failure", e);
      bench
          .err()
          .println(oneLine("bench: unexpected failure: " + e + "; the lines above say where"));
    }
    return ExitStatus.FAILED;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ");
  }
}
