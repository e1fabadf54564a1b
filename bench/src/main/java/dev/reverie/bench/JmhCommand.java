package dev.reverie.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jmh}: Reverie's parts, each in a fresh process, under JMH. */
@Command(
    name = "jmh",
    description = {
      "Runs the JMH benchmarks whose names match; all of them if none is named.",
      "JMH's own options work as well: -l lists, -p name=value chooses a parameter, -h explains."
    },
    sortOptions = false)
final class JmhCommand implements Callable<Integer> {

  @Parameters(paramLabel = "REGEX", description = "Which benchmarks; and options for JMH.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<String> all = new ArrayList<>(arguments);
    if (!all.contains("-foe")) {
      // A benchmark that fails is an error, not a missing line.
      all.addAll(List.of("-foe", "true"));
    }
    // Ends the process with its own status when something goes wrong.
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
    return ExitStatus.OK;
  }
}
