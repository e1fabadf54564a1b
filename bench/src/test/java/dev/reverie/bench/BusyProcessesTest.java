package dev.reverie.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.Clock;
import dev.reverie.config.InvalidValueException;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.network.Program;
import dev.reverie.measure.BusyProcesses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The busy processes compute, and never outlive the measurement. */
final class BusyProcessesTest {

  @Test
  void theyRunUntilTheyAreClosed() {
    List<ProcessHandle> handles;
    try (BusyProcesses busy = new BusyProcesses(2)) {
      handles = busy.handles();
      assertThat(handles).hasSize(2).allMatch(ProcessHandle::isAlive);
    }
    assertThat(handles).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void noneIsNone() {
    try (BusyProcesses busy = new BusyProcesses(0)) {
      assertThat(busy.handles()).isEmpty();
    }
  }

  @Test
  void oneThatWasKilledIsNoObstacle() {
    try (BusyProcesses busy = new BusyProcesses(1)) {
      ProcessHandle handle = busy.handles().get(0);
      handle.destroyForcibly();
      handle.onExit().join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65})
  void theirNumberIsLimited(int count) {
    assertThatThrownBy(() -> new BusyProcesses(count).close())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("0 to 64");
  }

  @Test
  void theyEndWhenTheRaceFails() throws IOException {
    Failing failing = new Failing();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (PrintStream out =
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      Workbench bench = new Workbench(Map.of(), out, errors, Clock.system());
      StepCommand command =
          new StepCommand(bench, new Cpu("test", Set.of(), List.of()), List.of(failing));

      int status =
          Main.commandLine(bench, command)
              .execute("step", "--model=dreamnet", "--size=64x64", "--runs=3", "--busy=2");

      assertThat(status).isEqualTo(ExitStatus.FAILED);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no such luck");
    assertThat(failing.seen).hasSize(2);
    assertThat(failing.seen).noneMatch(ProcessHandle::isAlive);
  }

  /** Remembers the busy processes of its race, and fails. */
  private static final class Failing implements StepPeer {
    private final List<ProcessHandle> seen = new ArrayList<>();

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public String precision() {
      return FLOAT32;
    }

    @Override
    public boolean supports(Program program, PictureSize size) {
      return true;
    }

    @Override
    public DreamEngine open(int threads) {
      ProcessHandle.current().children().filter(ProcessHandle::isAlive).forEach(seen::add);
      return new DreamEngine() {
        @Override
        public String name() {
          return "failing";
        }

        @Override
        public String detail() {
          return "";
        }

        @Override
        public DreamPlan prepare(Program program, Objective objective, int width, int height) {
          throw new BenchFailure("no such luck");
        }

        @Override
        public void close() {
          // Nothing was opened.
        }
      };
    }
  }
}
